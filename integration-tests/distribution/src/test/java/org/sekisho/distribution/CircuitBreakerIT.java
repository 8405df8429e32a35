// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/** More blocks within a minute than are allowed: a person is asked before there are more. */
@Tag("lab")
@Tag("one-jdk")
class CircuitBreakerIT {
    /** Sessions of different hosts. */
    private static final List<String> SESSIONS =
            List.of(
                    "p34_tls12-deb501-1102.pcap",
                    "p34_tls12-st444-1101.pcap",
                    "p28_idle_session-st444-1024.pcap");

    private static final String ENFORCEMENT = "org.sekisho.enforcement.cfg";

    /** The server that the first is asked for. */
    private static final String NAME = "work.slate.example";

    @TempDir private Path folder;

    private static List<String> refusals(Daemon daemon) throws Exception {
        return daemon.troubles().stream()
                .filter(trouble -> trouble.startsWith("conf/" + ENFORCEMENT + " is refused"))
                .toList();
    }

    private static Map<?, ?> enforcement(Daemon daemon) throws Exception {
        return (Map<?, ?>) daemon.rows("status").get(0).get("enforcement");
    }

    @Test
    void itOpensIsSeenInTheStatusAndIsClosedByAPerson() throws Exception {
        try (NetworkNamespace lab = new NetworkNamespace("breaker");
                Daemon daemon =
                        new Daemon(folder.resolve("home"), lab.command().toArray(String[]::new))) {
            lab.cable("v0", "v1");
            daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=v1");
            daemon.configure(ENFORCEMENT, "blocks.per.minute=1", "breaker.closes=soon");
            daemon.configure("org.sekisho.policy.cfg", "mode=block", "confirm.required=false");
            daemon.start().awaitFirewall();
            assertThat(refusals(daemon))
                    .singleElement(STRING)
                    .contains("breaker.closes=soon must be by-hand, or a number", "defaults hold");
            daemon.configure(ENFORCEMENT, "blocks.per.minute=1");
            await().atMost(Daemon.PATIENCE).until(() -> refusals(daemon).isEmpty());
            for (String session : SESSIONS) {
                lab.start(
                        folder.resolve(session + ".output"),
                        "tcpreplay",
                        "-q",
                        "-i",
                        "v0",
                        TestCaptures.path(session).toString());
            }
            await().atMost(Daemon.PATIENCE.multipliedBy(2))
                    .until(() -> (Long) enforcement(daemon).get("heldBack") >= 1);
            assertThat(enforcement(daemon).get("breaker")).isEqualTo("open");
            assertThat(enforcement(daemon).get("blocks")).isEqualTo(1L);
            assertThat(daemon.troubles())
                    .anySatisfy(
                            trouble ->
                                    assertThat(trouble)
                                            .contains("the circuit breaker is open")
                                            .contains("blocks.per.minute")
                                            .contains("sekisho blocks resume"));

            // a name that a tunnel's server is asked by
            assertThat(daemon.call("allow", "add", NAME, "--name", "slate").status()).isZero();
            assertThat(daemon.call("blocks", "resume", "--reason", "looked").status()).isZero();
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(daemon.rows("blocks", "list"))
                                            .isNotEmpty()
                                            .noneMatch(
                                                    row ->
                                                            "172.25.30.44"
                                                                    .equals(row.get("client"))));
            assertThat(daemon.rows("audit"))
                    .anyMatch(
                            row ->
                                    row.get("what").equals("blocks resume")
                                            && row.get("why").equals("looked"));
        }
    }
}
