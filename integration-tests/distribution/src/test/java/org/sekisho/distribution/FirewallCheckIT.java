// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.NetworkNamespace;

/** Whether a block would hold on a router, as the command says it. */
@Tag("lab")
@Tag("one-jdk")
class FirewallCheckIT {
    private static final String CLEAN = "No way past a block was found";

    /** Sends what comes in out again before any rule of ours is asked. */
    private static final List<String> EARLY =
            List.of(
                    "add table netdev early",
                    "add chain netdev early in"
                            + " { type filter hook ingress device lan priority 0; }",
                    "add rule netdev early in fwd to wan");

    @TempDir private Path folder;
    private NetworkNamespace router;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        router = new NetworkNamespace("check");
        router.cable("lan", "wan");
        router.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
        daemon = new Unprivileged(folder, router).daemon();
    }

    @AfterEach
    void takeAway() throws Exception {
        daemon.close();
        router.close();
    }

    @Test
    void whatPassesBlocksIsNamedWithWhatToDo() throws Exception {
        daemon.start();
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(daemon.call("firewall", "--help").out())
                                        .contains("firewall off", "firewall on", "firewall check")
                                        .doesNotContain("blocks list"));
        Sekisho.Run clean = daemon.call("firewall", "check");
        assertThat(clean.status()).as(clean.out()).isZero();
        assertThat(clean.out()).contains(CLEAN);

        Path rules = folder.resolve("early.nft");
        Files.write(rules, EARLY);
        router.run("nft", "-f", rules.toString());
        Sekisho.Run passed = daemon.call("firewall", "check");
        assertThat(passed.status()).isEqualTo(1);
        assertThat(passed.out())
                .contains("chain netdev early in", "What to do: ", "1 way past a block was found");
    }
}
