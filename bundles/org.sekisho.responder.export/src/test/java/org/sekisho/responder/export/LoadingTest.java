// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;

/** The real programs take the files, in a network namespace that goes with each command. */
@Tag("lab")
@Tag("one-jdk")
class LoadingTest {
    @TempDir Path home;
    private ExportEnforcer enforcer;

    @BeforeEach
    void begin() {
        enforcer = new ExportEnforcer(new ExportFolder(home), Blocks.formats(60), 60);
    }

    /** Runs a script in a namespace of its own; what it printed. */
    private String inNamespace(String script) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "out", "");
        Process process =
                new ProcessBuilder("unshare", "-n", "sh", "-ec", script)
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(script + " does not end");
        }
        String said = Files.readString(out);
        if (process.exitValue() != 0) {
            throw new IOException(script + " ended with " + process.exitValue() + ": " + said);
        }
        return said;
    }

    private static Map<Block, Duration> ofOne() {
        return Map.of(Blocks.PAIR, Duration.ofMinutes(10));
    }

    @Test
    void nftTakesTheFileWhateverWasThereBefore() throws Exception {
        enforcer.converge(Blocks.all());
        inNamespace("nft -c -f blocked.nft");
        Files.copy(home.resolve("blocked.nft"), home.resolve("all.nft"));
        enforcer.clear();
        inNamespace("nft -c -f blocked.nft");
        Files.copy(home.resolve("blocked.nft"), home.resolve("none.nft"));
        enforcer.add(ofOne());
        enforcer.clear();
        enforcer.converge(ofOne());
        enforcer.rewrite();
        await("blocked.txt", 1);
        Files.copy(home.resolve("blocked.nft"), home.resolve("one.nft"));
        String listed =
                inNamespace(
                        "nft add table inet foreign; nft -f all.nft; nft -f one.nft;"
                                + " nft list ruleset; echo ==; nft -f none.nft; nft list ruleset");
        String[] parts = listed.split("==\n");
        assertThat(parts[0])
                .contains("table inet foreign")
                .contains("192.0.2.1 . 198.51.100.2")
                .doesNotContain("203.0.113.5");
        assertThat(parts[1].strip()).isEqualTo("table inet foreign {\n}");
    }

    private void await(String file, int lines) {
        org.awaitility.Awaitility.await()
                .atMost(2, TimeUnit.MINUTES)
                .until(
                        () -> {
                            enforcer.rewrite();
                            return Files.readAllLines(home.resolve(file)).size() == lines;
                        });
    }

    @Test
    void ipsetTakesAddressesAgainAndAgain() throws Exception {
        enforcer.converge(Blocks.all());
        Files.copy(home.resolve("addresses.ipset"), home.resolve("all"));
        enforcer.clear();
        Files.copy(home.resolve("addresses.ipset"), home.resolve("none"));
        String listed =
                inNamespace(
                        "ipset restore <all; ipset restore <all; ipset list; echo ==;"
                                + " ipset restore <none; ipset list");
        String[] parts = listed.split("==\n");
        assertThat(parts[0])
                .contains("Name: sekisho_addresses\n")
                .containsPattern("198\\.51\\.100\\.0/24 timeout 5[0-9]+")
                .containsPattern("2001:db8::7 timeout 5[0-9]+")
                .containsPattern("128\\.0\\.0\\.0/1 timeout")
                .doesNotContain("_new");
        assertThat(parts[1])
                .contains("Name: sekisho_addresses\n")
                .contains("Number of entries: 0")
                .doesNotContain("198.51.100");
    }

    /**
     * Not every kernel knows sets of pairs or MAC addresses. Where it does, they are loaded; where
     * it does not, that alone must be what is wrong with the file.
     */
    @Test
    void ipsetTakesPairsAndMacsWhereTheKernelKnowsThem() throws Exception {
        enforcer.converge(Blocks.all());
        for (List<String> file :
                List.of(
                        List.of("pairs.ipset", "192.0.2.1,198.51.100.2"),
                        List.of("macs.ipset", "5E:00:53:00:00:01"))) {
            String said = inNamespace("ipset restore <" + file.get(0) + " && ipset list || true");
            assertThat(said)
                    .satisfiesAnyOf(
                            loaded -> assertThat(loaded).contains(file.get(1)),
                            unknown ->
                                    assertThat(unknown)
                                            .contains("Error in line 2: Kernel error received")
                                            .containsAnyOf(
                                                    "set type not supported", "Invalid argument"));
        }
    }

    @Test
    void hundredThousandAddressesAreLoaded() throws Exception {
        Map<Block, Duration> many = new LinkedHashMap<>();
        for (int i = 0; i < 100_000; i++) {
            many.put(
                    Block.server(
                            org.sekisho.packet.IpPrefix.of(
                                    org.sekisho.packet.IpAddress.v4(0x0a00_0000 + i)),
                            org.sekisho.decide.Action.DROP),
                    Duration.ofHours(1));
        }
        enforcer.converge(many);
        String listed =
                inNamespace("ipset restore <addresses.ipset; ipset list -t sekisho_addresses");
        assertThat(listed).contains("Number of entries: 100000");
        assertThat(Instant.now()).isAfter(enforcer.written());
    }
}
