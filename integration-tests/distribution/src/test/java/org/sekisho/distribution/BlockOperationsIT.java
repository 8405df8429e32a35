// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.NetworkNamespace;

/** What people do to blocks while the daemon runs, and what the audit trail and the kernel say. */
@Tag("lab")
@Tag("one-jdk")
class BlockOperationsIT {
    private static final String OWN = "192.0.2.7";

    @TempDir private Path folder;
    private NetworkNamespace host;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        host = new NetworkNamespace("operate");
        host.cable("lan", "other");
        host.run("ip", "address", "add", OWN + "/24", "dev", "lan");
        daemon = new Unprivileged(folder, host).daemon();
        begin();
    }

    private void begin() throws IOException {
        daemon.startWithFirewall();
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                daemon.rows("policy", "show").stream()
                                        .anyMatch(row -> OWN.equals(row.get("what"))));
    }

    @AfterEach
    void takeAway() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void blocksByHandObeyTheProtectListUnlessSomebodyInsistsAndAllOfItIsAudited() throws Exception {
        Sekisho.Run added =
                daemon.call(
                        "blocks", "add", "pair", "10.1.0.2", "198.51.100.7", "--reason", "leaks");
        assertThat(added.status()).as(added.err()).isZero();
        assertThat(daemon.rows("blocks", "list"))
                .singleElement()
                .satisfies(
                        row ->
                                assertThat(row)
                                        .containsEntry("origin", "user root")
                                        .containsEntry("reason", "leaks")
                                        .containsEntry("state", "in-force"));
        assertThat(ruleset()).contains("10.1.0.2 . 198.51.100.7");

        Sekisho.Run refused = daemon.call("blocks", "add", "server", OWN, "--reason", "no idea");
        assertThat(refused.status()).isOne();
        assertThat(refused.err()).contains("this machine", "--i-know-what-i-do");
        assertThat(ruleset()).doesNotContain(OWN);
        Sekisho.Run insisted =
                daemon.call(
                        "blocks",
                        "add",
                        "server",
                        OWN,
                        "--reason",
                        "it is for me",
                        "--i-know-what-i-do");
        assertThat(insisted.status()).as(insisted.err()).isZero();
        assertThat(ruleset()).contains(OWN);

        Sekisho.Run misspelt = daemon.call("blocks", "add", "pear", "10.1.0.2", "198.51.100.7");
        assertThat(misspelt.status()).isEqualTo(2);
        assertThat(misspelt.err()).contains("usage: sekisho blocks add");

        // whoever the socket is for, by the command itself
        Sekisho.Run removed =
                asNobody("blocks", "remove", "server", OWN, "--reason", "changed my mind");
        assertThat(removed.status()).as(removed.err()).isZero();
        assertThat(ruleset()).doesNotContain(OWN).contains("10.1.0.2");
        Sekisho.Run unknown = daemon.call("blocks", "remove", "server", OWN);
        assertThat(unknown.status()).isOne();
        assertThat(unknown.err()).contains("nothing of that is blocked");

        assertThat(audit())
                .containsSubsequence(
                        "user nobody: blocks remove server 192.0.2.7 (changed my mind): done",
                        "user root: blocks add server 192.0.2.7 for 1 h (it is for me): done");
        assertThat(audit())
                .anySatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith("user root: blocks add server 192.0.2.7")
                                        .contains("(no idea): refused: "))
                .contains(
                        "user root: blocks add pair 10.1.0.2 - 198.51.100.7 for 1 h (leaks): done");
    }

    @Test
    void offTakesEverythingOutAndHoldsOverARestartUntilOn() throws Exception {
        assertThat(add("10.1.0.2").status()).isZero();
        Sekisho.Run off = daemon.call("firewall", "off", "--reason", "the phones are dead");
        assertThat(off.status()).as(off.err()).isZero();
        assertThat(ruleset()).doesNotContain("sekisho");
        assertThat(daemon.rows("blocks", "list")).isEmpty();
        await().atMost(Daemon.PATIENCE)
                .until(() -> daemon.troubles().toString().contains("the phones are dead"));
        Sekisho.Run refused = add("10.1.0.3");
        assertThat(refused.status()).isOne();
        assertThat(refused.err()).contains("user root: the phones are dead", "firewall on");

        assertThat(daemon.stop()).isZero();
        begin();
        assertThat(add("10.1.0.3").err()).contains("the phones are dead");
        assertThat(ruleset()).doesNotContain("sekisho");

        assertThat(asNobody("firewall", "on", "--reason", "it was the switch").status()).isZero();
        await().atMost(Daemon.PATIENCE)
                .until(() -> !daemon.troubles().toString().contains("the phones are dead"));
        assertThat(add("10.1.0.3").status()).isZero();
        assertThat(ruleset()).contains("10.1.0.3").doesNotContain("10.1.0.2");
        assertThat(audit())
                .containsSubsequence(
                        "user nobody: firewall on (it was the switch): done",
                        "user root: firewall off, 1 blocks lifted (the phones are dead): done");
    }

    private Sekisho.Run add(String client) throws IOException {
        return daemon.call("blocks", "add", "pair", client, "198.51.100.7", "--reason", "test");
    }

    private Sekisho.Run asNobody(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("--home", daemon.home().toString()));
        all.addAll(List.of(words));
        return new Sekisho()
                .by("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                .run(all.toArray(String[]::new));
    }

    /** The newest first. */
    private List<String> audit() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Map<String, Object> row : daemon.rows("audit")) {
            lines.add(
                    "%s: %s (%s): %s"
                            .formatted(
                                    row.get("who"),
                                    row.get("what"),
                                    row.get("why"),
                                    row.get("outcome")));
        }
        return lines;
    }

    private String ruleset() throws IOException {
        return host.run("nft", "list", "ruleset");
    }
}
