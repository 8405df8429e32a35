// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Status;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.firewall.Options;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** Both kinds of iptables, and what is said when a program does not do what it should. */
@Tag("lab")
class ProgramsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private NetworkNamespace lab;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("iptn");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private static IptablesFirewall firewall(Map<String, Object> options) {
        return new IptablesFirewall(Options.of(IptablesConfiguration.class, options));
    }

    @Test
    void bothKindsOfIptablesTakeEveryBlock() throws Exception {
        for (String kind : List.of("nft", "legacy")) {
            Map<String, Object> options =
                    Map.of("iptables", "iptables-" + kind, "ip6tables", "ip6tables-" + kind);
            Map<Block, Duration> blocks = Blocks.everything();
            blocks.put(Blocks.server("0.0.0.0/0"), HOUR);
            blocks.put(Blocks.client("::/0"), HOUR);
            blocks.put(Blocks.pair("192.0.2.0/24", "0.0.0.0/0"), HOUR);
            blocks.put(Blocks.pair("0.0.0.0/0", "192.0.2.0/24"), HOUR);
            try (IptablesFirewall firewall = firewall(options)) {
                InsideNamespace.of(
                        lab,
                        () -> {
                            assertThat(firewall.enforcer().converge(blocks).values())
                                    .containsOnly(Outcome.IN_FORCE);
                            assertThat((String) firewall.status().get("by"))
                                    .contains(kind.equals("nft") ? "nf_tables" : "legacy");
                            assertThat(firewall.enforcer().standing())
                                    .containsOnlyKeys(blocks.keySet());
                            Object writes = firewall.status().get("writes");
                            firewall.enforcer().reconcile();
                            firewall.enforcer().converge(blocks);
                            assertThat(firewall.status()).containsEntry("writes", writes);
                            assertThat(lab.run("iptables-" + kind, "-S", "FORWARD"))
                                    .contains("-A FORWARD -j SEKISHO-FORWARD");
                            List<Block> some = List.copyOf(blocks.keySet()).subList(0, 20);
                            assertThat(firewall.enforcer().remove(some).values())
                                    .containsOnly(Outcome.IN_FORCE);
                            firewall.enforcer().clear();
                            assertThat(firewall.enforcer().standing()).isEmpty();
                            assertThat(lab.run("iptables-" + kind + "-save"))
                                    .doesNotContain("SEKISHO");
                            assertThat(lab.run("ip6tables-" + kind + "-save"))
                                    .doesNotContain("SEKISHO");
                            assertThat(lab.run("ipset", "list", "-name")).isEmpty();
                        });
            }
        }
    }

    private String script(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private void assertFails(Map<String, Object> options, String... words) throws Exception {
        Block block = Blocks.server("192.0.2.1");
        try (IptablesFirewall firewall = firewall(options)) {
            InsideNamespace.of(
                    lab,
                    () -> {
                        for (Map<Block, Outcome> outcomes :
                                List.of(
                                        firewall.enforcer().converge(Map.of(block, HOUR)),
                                        firewall.enforcer().add(Map.of(block, HOUR)))) {
                            assertThat(outcomes.get(block).status()).isEqualTo(Status.FAILED);
                            assertThat(outcomes.get(block).reason()).contains(words);
                        }
                        assertThat(firewall.troubles()).singleElement().asString().contains(words);
                        assertThat(firewall.status()).containsEntry("in_force", false);
                    });
        }
    }

    @Test
    void aProgramThatIsMissingHangsOrFailsIsNamedWithWhatToDo() throws Exception {
        assertFails(
                Map.of("iptables", "iptables-nowhere"),
                "iptables-nowhere",
                "apt-get install iptables",
                "'iptables'");
        assertFails(Map.of("ipset", "ipset-nowhere"), "apt-get install ipset", "'ipset'");
        assertFails(
                Map.of("ipset", script("failing", "echo 'no memory left' >&2; exit 3")),
                "ended with status 3: no memory left");
        assertFails(
                Map.of("ipset", script("hanging", "sleep 3600"), "program_seconds", 1),
                "did not end within 1 s and was ended",
                "program.seconds");
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(
                        process -> process.info().commandLine().orElse("").contains("sleep 3600"));
    }

    @Test
    void whereOneIpVersionFailsTheOtherIsInForce() throws Exception {
        Block block = Blocks.server("192.0.2.1");
        Block block6 = Blocks.server("2001:db8::1");
        try (IptablesFirewall firewall = firewall(Map.of("ip6tables", "ip6tables-nowhere"))) {
            InsideNamespace.of(
                    lab,
                    () -> {
                        Map<Block, Outcome> outcomes =
                                firewall.enforcer().converge(Map.of(block, HOUR, block6, HOUR));
                        assertThat(outcomes.get(block)).isEqualTo(Outcome.IN_FORCE);
                        assertThat(outcomes.get(block6).status()).isEqualTo(Status.FAILED);
                        assertThat(outcomes.get(block6).reason()).contains("ip6tables-nowhere");
                        firewall.enforcer().remove(List.of(block6));
                        assertThat(firewall.enforcer().converge(Map.of(block, HOUR)).get(block))
                                .isEqualTo(Outcome.IN_FORCE);
                        assertThat(firewall.troubles()).isEmpty();
                    });
        }
    }

    @Test
    void aBlockThatFailedIsPutInForceOnceItCanBe() throws Exception {
        Path real = folder.resolve("real");
        String ipset =
                script("ipset", "[ -e " + real + " ] && exec ipset \"$@\"; echo busy >&2; exit 1");
        Block block = Blocks.pair("192.0.2.1", "198.51.100.1");
        Map<String, Object> options = new HashMap<>(Map.of("ipset", ipset, "check_seconds", 1));
        try (IptablesFirewall firewall = firewall(options)) {
            InsideNamespace.of(
                    lab,
                    () -> {
                        assertThat(firewall.enforcer().add(Map.of(block, HOUR)).get(block).status())
                                .isEqualTo(Status.FAILED);
                        Files.createFile(real);
                        await().atMost(PATIENCE)
                                .until(() -> firewall.status().get("in_force").equals(true));
                        assertThat(firewall.enforcer().standing()).containsOnlyKeys(block);
                    });
            assertThat(firewall.troubles()).isEmpty();
        }
    }

    @Test
    void whereNothingIsInstalledNothingIsLeft() throws Exception {
        Map<String, Object> options =
                Map.of("iptables", "no-iptables", "ip6tables", "no-ip6tables", "ipset", "no-ipset");
        try (IptablesFirewall firewall = firewall(options)) {
            firewall.enforcer().clear();
            assertThat(firewall.troubles()).isEmpty();
        }
        try (IptablesFirewall firewall =
                firewall(Map.of("ipset", script("broken", "echo broken >&2; exit 1")))) {
            assertThatThrownBy(() -> InsideNamespace.of(lab, () -> firewall.enforcer().clear()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken")
                    .hasMessageContaining("by hand");
        }
    }
}
