// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.linux.firewall.TakeAways;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Standing;
import org.sekisho.respond.Enforcer.Status;
import org.sekisho.responder.nftables.program.NftTables;
import org.sekisho.responder.nftables.table.Limit;
import org.sekisho.testkit.firewall.Blocks;
import org.sekisho.testkit.net.InsideNamespace;
import org.sekisho.testkit.net.NetworkNamespace;

/** The way through the program nft, and what is said when that one fails. Needs root. */
@Tag("lab")
class ProgramTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private NetworkNamespace lab;
    private Reconciler reconciler;

    @BeforeEach
    void open() throws Exception {
        lab = new NetworkNamespace("nftn");
    }

    @AfterEach
    void close() {
        if (reconciler != null) {
            reconciler.stop(60_000);
        }
        lab.close();
    }

    /** An enforcer that knows of no netlink. */
    private NftablesEnforcer enforcer(String program, Duration patience) {
        NftTables tables =
                new NftTables(new SystemProgram(program, patience, "nftables"), new Limit(8192));
        NftablesEnforcer[] enforcer = {null};
        enforcer[0] =
                new NftablesEnforcer(
                        new Tables(tables, false),
                        new TakeAways("nftables", 100, Duration.ofMinutes(10)),
                        () -> reconciler.start());
        reconciler = new Reconciler(enforcer[0], -1, 60);
        return enforcer[0];
    }

    @Test
    void everyBlockIsPutInForceReadBackProlongedAndTakenOut() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    NftablesEnforcer enforcer = enforcer("nft", PATIENCE);
                    Map<Block, Duration> blocks = new LinkedHashMap<>(Blocks.everything());
                    assertThat(enforcer.converge(blocks).values())
                            .containsOnly(Outcome.IN_FORCE)
                            .hasSameSizeAs(blocks.keySet());
                    Map<Block, Standing> standing = enforcer.standing();
                    assertThat(standing).containsOnlyKeys(blocks.keySet());
                    standing.forEach(
                            (block, one) -> {
                                // of several statements of an element, nft shows the first one
                                assertThat(one.packets())
                                        .isEqualTo(block.action() == Action.LIMIT ? -1 : 0);
                                assertThat(one.remaining())
                                        .isBetween(
                                                blocks.get(block).minusMinutes(2),
                                                blocks.get(block));
                            });
                    String before = lab.run("nft", "-a", "-s", "list", "ruleset");
                    enforcer.converge(blocks);
                    assertThat(lab.run("nft", "-a", "-s", "list", "ruleset")).isEqualTo(before);
                    Block first = blocks.keySet().iterator().next();
                    enforcer.add(Map.of(first, HOUR));
                    assertThat(enforcer.standing().get(first).remaining())
                            .isLessThanOrEqualTo(HOUR);
                    List<Block> half = new ArrayList<>(blocks.keySet()).subList(0, 20);
                    assertThat(enforcer.remove(half).values()).containsOnly(Outcome.IN_FORCE);
                    assertThat(enforcer.remove(half).values()).containsOnly(Outcome.IN_FORCE);
                    half.forEach(blocks::remove);
                    assertThat(enforcer.standing()).containsOnlyKeys(blocks.keySet());
                    enforcer.clear();
                    assertThat(lab.run("nft", "list", "ruleset")).isEmpty();
                });
    }

    @Test
    void whatIsTakenAwayComesBackThoughNobodyTellsOfIt() throws Exception {
        InsideNamespace.of(
                lab,
                () -> {
                    NftablesEnforcer enforcer = enforcer("nft", PATIENCE);
                    Map<Block, Duration> blocks = Map.of(Blocks.server("192.0.2.1"), HOUR);
                    enforcer.converge(blocks);
                    for (String attack :
                            new String[] {
                                "flush ruleset",
                                "flush chain inet sekisho traffic",
                                "delete chain inet sekisho forward"
                            }) {
                        lab.run("nft", attack);
                        // how fast is a matter of the shipped way, and tested there
                        await().atMost(PATIENCE)
                                .ignoreExceptions()
                                .until(
                                        () ->
                                                lab.run("nft", "list", "table", "inet", "sekisho")
                                                        .matches(
                                                                "(?s).*@blocked_servers drop.*jump"
                                                                        + " traffic.*jump"
                                                                        + " traffic.*jump"
                                                                        + " traffic.*"));
                        assertThat(enforcer.standing()).containsOnlyKeys(blocks.keySet());
                    }
                });
    }

    private String script(String text) throws IOException {
        Path file = folder.resolve("nft-" + text.hashCode());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    private static void assertFails(NftablesEnforcer enforcer, String... words) {
        Block block = Blocks.server("192.0.2.1");
        for (Map<Block, Outcome> outcomes :
                List.of(
                        enforcer.converge(Map.of(block, HOUR)),
                        enforcer.add(Map.of(block, HOUR)),
                        enforcer.remove(List.of(block)))) {
            assertThat(outcomes.get(block).status()).isEqualTo(Status.FAILED);
            assertThat(outcomes.get(block).reason()).contains(words);
        }
        assertThat(enforcer.report().trouble()).contains(words);
        assertThat(enforcer.report().isPending()).isTrue();
        assertThatThrownBy(enforcer::standing)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words);
        assertThatThrownBy(enforcer::clear)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("by hand: nft delete table inet sekisho")
                .hasMessageContainingAll(words);
    }

    @Test
    void aProgramThatIsMissingHangsOrFailsIsNamedWithWhatToDo() throws Exception {
        assertFails(enforcer("nft-nowhere", PATIENCE), "nft-nowhere", "apt-get install nftables");
        assertFails(
                enforcer(script("echo 'no memory left' >&2; exit 3"), PATIENCE),
                "ended with status 3: no memory left");
        long begin = System.nanoTime();
        assertFails(
                enforcer(script("sleep 3600"), Duration.ofSeconds(1)),
                "did not end within 1 s and was ended",
                "program.seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(
                        process -> process.info().commandLine().orElse("").contains("sleep 3600"));
    }

    @Test
    void aBlockThatFailedIsPutInForceOnceItCanBe() throws Exception {
        Path real = folder.resolve("real");
        String program = script("[ -e " + real + " ] && exec nft \"$@\"; echo busy >&2; exit 1");
        Block block = Blocks.server("192.0.2.1");
        InsideNamespace.of(
                lab,
                () -> {
                    NftablesEnforcer enforcer = enforcer(program, PATIENCE);
                    assertThat(enforcer.add(Map.of(block, HOUR)).get(block).status())
                            .isEqualTo(Status.FAILED);
                    Files.createFile(real);
                    await().atMost(PATIENCE)
                            .until(() -> enforcer.standing().keySet().contains(block));
                    await().atMost(PATIENCE).until(() -> enforcer.report().trouble().isEmpty());
                });
    }
}
