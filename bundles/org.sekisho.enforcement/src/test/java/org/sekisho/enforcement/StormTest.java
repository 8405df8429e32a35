// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.packet.IpAddress;
import org.sekisho.respond.Notice.Kind;

/** Very many detections at once. */
class StormTest {
    private static final int MANY = 10_000;

    /** Several steps of a round. */
    private static final int ROUND = 5 * 100;

    @TempDir private Path home;

    @Test
    void tenThousandAreAllBlockedEachToldOnceAndNoneAgainAfterARestart() {
        try (Bench bench = new Bench(home).begin()) {
            all(bench);
            until(() -> bench.kernel.holds().size() == MANY);
            until(() -> bench.notices.of(Kind.BLOCKED).size() == MANY);
            assertThat(bench.notices.of(Kind.DETECTED)).hasSize(MANY);
            assertThat(bench.notices.all()).hasSize(2 * MANY);
            assertThat(bench.stage.notices().dropped()).isZero();
            assertThat(bench.stage.mailbox.dropped()).isZero();
            policyIsAskedAgainSomeAtATime(bench);

            bench.kill();
            bench.begin();
            all(bench);
            until(() -> bench.stage.mailbox.size() == 0);
            bench.stage.detection(
                    Samples.tunnel(MANY, client(MANY), 256L * MANY + 256, bench.clock.wall()));
            until(() -> bench.notices.of(Kind.BLOCKED).size() == MANY + 1);
            assertThat(bench.notices.all()).hasSize(2 * MANY + 2);
        }
    }

    /** The acting thread is not at it for long, or what comes meanwhile would wait. */
    private static void policyIsAskedAgainSomeAtATime(Bench bench) {
        Set<IpAddress> asked = bench.policy.asked();
        bench.call(
                () -> {
                    asked.clear();
                    return true;
                });
        until(() -> bench.call(asked::size) > 0);
        assertThat(bench.call(asked::size)).isLessThan(MANY / 2);
        until(() -> bench.call(asked::size) >= ROUND);
    }

    /** So many take a busy machine longer than one. */
    private static void until(Callable<Boolean> condition) {
        await().atMost(Bench.PATIENCE.multipliedBy(6)).until(condition);
    }

    private static void all(Bench bench) {
        for (int i = 0; i < MANY; i++) {
            bench.stage.detection(Samples.tunnel(i, client(i), 256L * (i + 1), bench.clock.wall()));
        }
    }

    private static String client(int number) {
        return "10.3." + number / 250 + "." + (number % 250 + 1);
    }
}
