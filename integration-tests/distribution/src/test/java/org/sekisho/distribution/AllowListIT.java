// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.softether.Site;

/** Whom no block may hit, as pings show it that pass a router with the real firewall or don't. */
@Tag("lab")
@Tag("long")
class AllowListIT {
    private static final String ALLOW = "org.sekisho.policy.allow-";
    private static final String RANGE = "203.0.113.0/24";
    private static final String ONE = "203.0.113.7";
    private static final String OTHER = "203.0.113.8";

    @TempDir private Path folder;
    private Site site;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        site = new Site("allow");
        site.router().run("ip", "route", "add", RANGE, "via", Site.SERVER_ADDRESS);
        for (String address : List.of(ONE, OTHER)) {
            site.server().run("ip", "address", "add", address + "/32", "dev", "eth0");
        }
        daemon = new Unprivileged(folder, site.router()).daemon().start().awaitFirewall();
    }

    @AfterEach
    void takeAway() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        site.close();
    }

    private boolean reaches(String address) {
        try {
            site.client().run("ping", "-n", "-c", "1", "-W", "2", address);
            return true;
        } catch (IOException unanswered) {
            return false;
        }
    }

    private void awaitReached(String address, boolean how) {
        await().atMost(Daemon.PATIENCE).until(() -> reaches(address) == how);
    }

    private void done(String... words) throws Exception {
        Sekisho.Run run = daemon.call(words);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
    }

    private List<Map<String, Object>> blocks() throws Exception {
        return daemon.rows("blocks", "list");
    }

    @Test
    void aHostInsideABlockedRangeIsLeftFreeAsLongAsItIsAllowed() throws Exception {
        done("blocks", "add", "server", RANGE, "--for", "1h", "--reason", "a farm of relays");
        awaitReached(ONE, false);
        assertThat(reaches(OTHER)).isFalse();

        // to a block that stands
        done("allow", "add", ONE, "--name", "mirror", "--comment", "for updates");
        awaitReached(ONE, true);
        assertThat(reaches(OTHER)).isFalse();
        assertThat(blocks()).hasSize(1);
        assertThat((String) blocks().get(0).get("narrowed"))
                .contains("allowed by allow-mirror (for updates)");
        assertThat((List<?>) blocks().get(0).get("permitted")).hasSize(8);
        assertThat(daemon.rows("audit"))
                .anySatisfy(
                        row ->
                                assertThat(row)
                                        .containsEntry("what", "allow add mirror: " + ONE)
                                        .containsEntry("why", "for updates")
                                        .containsEntry("outcome", "done")
                                        .hasEntrySatisfying(
                                                "who",
                                                who -> assertThat((String) who).contains("root")));
        done("allow", "remove", "mirror", "--comment", "moved away");
        awaitReached(ONE, false);
        assertThat(daemon.rows("audit"))
                .anySatisfy(
                        row ->
                                assertThat(row)
                                        .containsEntry("what", "allow remove mirror")
                                        .containsEntry("why", "moved away"));

        // a network, until its time is over; by a file
        LocalDateTime now = LocalDateTime.now().truncatedTo(ChronoUnit.MINUTES);
        allow("hq", "networks=203.0.113.0/29", "until=" + now.plusHours(2));
        awaitReached(ONE, true);
        assertThat(reaches(OTHER)).isFalse();
        allow("hq", "networks=203.0.113.0/29", "until=" + now);
        awaitReached(ONE, false);
        // at some times of day
        LocalTime time = now.toLocalTime();
        allow("hq", "hosts=" + ONE, "times=" + time.minusHours(1) + "-" + time.plusHours(2));
        awaitReached(ONE, true);
        allow("hq", "hosts=" + ONE, "times=" + time.plusHours(2) + "-" + time.plusHours(3));
        awaitReached(ONE, false);

        // all of it: the block ends
        done("allow", "add", "203.0.112.0/23", "--name", "all");
        awaitReached(OTHER, true);
        await().atMost(Daemon.PATIENCE).until(() -> blocks().isEmpty());
        assertThat(daemon.rows("blocks", "list", "--all"))
                .anySatisfy(
                        row ->
                                assertThat((String) row.get("end"))
                                        .contains("allowed by allow-all"));
        Sekisho.Run refused = daemon.call("blocks", "add", "server", OTHER);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("allowed by allow-all");
    }

    @Test
    void aHostIsAllowedByItsMacAddress() throws Exception {
        assertThat(reaches(OTHER)).isTrue();
        done("blocks", "add", "client", Site.CLIENT_ADDRESS);
        awaitReached(OTHER, false);
        String mac = site.client().run("cat", "/sys/class/net/eth0/address").strip();
        done("allow", "add", mac, "--name", "boss");
        // a neighbour whom the firewall silences is still a neighbour
        awaitReached(OTHER, true);
        await().atMost(Daemon.PATIENCE).until(() -> blocks().isEmpty());
        assertThat(daemon.rows("allow", "list"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("macs", List.of(mac)));
    }

    private void allow(String name, String... lines) throws IOException {
        daemon.configure(ALLOW + name + ".cfg", lines);
    }
}
