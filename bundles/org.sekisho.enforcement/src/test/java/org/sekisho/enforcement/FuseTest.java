// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.enforcement.wanted.Fuse;
import org.sekisho.respond.Notice.Kind;

/** More blocks than a person would expect are not begun until one has looked. */
class FuseTest {
    @TempDir private Path home;
    private Bench bench;

    @AfterEach
    void end() {
        bench.close();
    }

    private void find(int from, int to) {
        for (int i = from; i < to; i++) {
            bench.stage.detection(Samples.tunnel(i, "10.1.0." + i, 256L * i, bench.clock.wall()));
        }
    }

    private void awaitTold(int cases) {
        bench.until(() -> bench.notices.of(Kind.DETECTED).size() == cases);
        // what is told of together is blocked after that, before anything else is done
        bench.call(() -> true);
    }

    @Test
    void afterTooManyInAMinuteDetectionGoesOnAndBlockingWaitsForAPersonOverARestartToo() {
        bench = new Bench(home).with(Bench.options(5)).begin();
        find(1, 9);
        awaitTold(8);
        assertThat(bench.kernel.holds()).hasSize(5);
        bench.until(() -> bench.notices.of(Kind.TROUBLE).size() == 1);
        assertThat(bench.notices.of(Kind.TROUBLE).get(0).text())
                .contains("more than 5 new blocks within a minute")
                .contains("blocks resume");
        bench.until(() -> bench.stage.troubles().toString().contains("circuit breaker is open"));
        bench.seconds(61);
        find(10, 12);
        awaitTold(10);
        assertThat(bench.kernel.holds()).hasSize(5);
        assertThat(bench.notices.of(Kind.TROUBLE)).hasSize(1);
        bench.kill();
        bench.begin();
        find(12, 13);
        awaitTold(11);
        assertThat(bench.kernel.holds()).hasSize(5);
        bench.call(
                () -> {
                    bench.stage.closeFuse("user test", "looked at it");
                    return true;
                });
        bench.until(() -> bench.kernel.holds().size() == 6);
        find(13, 14);
        bench.until(() -> bench.kernel.holds().size() == 7);
        bench.until(() -> bench.stage.troubles().isEmpty());
    }

    @Test
    void aSharerOfTheHostsIsTooManyWhereTheyAreMoreThanAFew() {
        bench = new Bench(home).with(new Options(false, new Fuse.Bounds(0, 25, 3, null))).begin();
        for (int i = 1; i <= 20; i++) {
            bench.talk(100_000 + 256 * i, "10.1.1." + i, 40_000, "203.0.113.1");
        }
        find(1, 10);
        awaitTold(9);
        // 5 of 20 are 25 %
        assertThat(bench.kernel.holds()).hasSize(5);
        assertThat(bench.notices.of(Kind.TROUBLE).get(0).text())
                .contains("6 of 20 inside hosts would be blocked, more than 25 %");
    }

    @Test
    void itClosesByItselfWhereThatIsConfigured() {
        bench =
                new Bench(home)
                        .with(
                                new Options(
                                        false, new Fuse.Bounds(2, 100, 10, Duration.ofMinutes(5))))
                        .begin();
        find(1, 5);
        awaitTold(4);
        assertThat(bench.kernel.holds()).hasSize(2);
        bench.seconds(301);
        bench.until(() -> bench.stage.fuse.open() == null);
        find(6, 7);
        bench.until(() -> bench.kernel.holds().size() == 3);
    }
}
