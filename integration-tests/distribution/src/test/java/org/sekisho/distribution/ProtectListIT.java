// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.NetworkNamespace;

/** What must never be blocked is found by itself and followed, with the kernel's real tables. */
@Tag("lab")
@Tag("one-jdk")
class ProtectListIT {
    @TempDir private Path folder;

    private static Map<String, String> listed(Daemon daemon) throws Exception {
        return daemon.rows("policy", "show").stream()
                .filter(row -> "protected".equals(row.get("type")))
                .collect(
                        Collectors.toMap(
                                row -> (String) row.get("what"), row -> (String) row.get("why")));
    }

    private static void awaitListed(Daemon daemon, String what, String why) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(listed(daemon))
                                        .hasEntrySatisfying(
                                                what, told -> assertThat(told).contains(why)));
    }

    @Test
    void addressesRoutesAndNeighboursAreFollowedAsTheyChange() throws Exception {
        try (NetworkNamespace router = new NetworkNamespace("policy")) {
            router.cable("lan", "far");
            router.run("sysctl", "-qw", "net.ipv6.conf.lan.disable_ipv6=0");
            router.run("ip", "address", "add", "10.77.0.1/24", "brd", "+", "dev", "lan");
            router.run("ip", "-6", "address", "add", "2001:db8:77::1/64", "dev", "lan", "nodad");
            router.run(
                    "ip",
                    "neighbour",
                    "add",
                    "10.77.0.254",
                    "lladdr",
                    "02:00:00:00:00:fe",
                    "dev",
                    "lan",
                    "nud",
                    "permanent");
            router.run(
                    "ip",
                    "neighbour",
                    "add",
                    "2001:db8:77::fe",
                    "lladdr",
                    "02:00:00:00:00:f6",
                    "dev",
                    "lan",
                    "nud",
                    "permanent");
            router.run("ip", "route", "add", "default", "via", "10.77.0.254");
            // a table of its own, as with two providers; /proc/net/route does not show it
            router.run(
                    "ip", "-6", "route", "add", "default", "via", "2001:db8:77::fe", "table", "77");

            String[] inside = router.command().toArray(String[]::new);
            try (Daemon daemon = new Daemon(folder.resolve("home"), inside).start()) {
                awaitListed(daemon, "10.77.0.1", "this machine");
                awaitListed(daemon, "2001:db8:77::1", "this machine");
                awaitListed(daemon, "10.77.0.255", "broadcast");
                awaitListed(daemon, "10.77.0.254", "gateway");
                awaitListed(daemon, "02:00:00:00:00:fe", "gateway 10.77.0.254");
                awaitListed(daemon, "2001:db8:77::fe", "gateway");
                awaitListed(daemon, "02:00:00:00:00:f6", "gateway 2001:db8:77::fe");

                router.run("ip", "address", "add", "10.78.0.1/24", "dev", "lan");
                router.run(
                        "ip",
                        "neighbour",
                        "add",
                        "10.78.0.254",
                        "lladdr",
                        "02:00:00:00:01:fe",
                        "dev",
                        "lan",
                        "nud",
                        "permanent");
                router.run(
                        "ip",
                        "route",
                        "replace",
                        "default",
                        "nexthop",
                        "via",
                        "10.77.0.254",
                        "nexthop",
                        "via",
                        "10.78.0.254");
                awaitListed(daemon, "10.78.0.1", "this machine");
                awaitListed(daemon, "02:00:00:00:01:fe", "gateway 10.78.0.254");
                awaitListed(daemon, "10.77.0.254", "gateway");

                router.run("ip", "route", "replace", "default", "via", "10.78.0.254");
                await().atMost(Daemon.PATIENCE)
                        .until(
                                () ->
                                        !listed(daemon).containsKey("10.77.0.254")
                                                && !listed(daemon)
                                                        .containsKey("02:00:00:00:00:fe"));
            }
        }
    }
}
