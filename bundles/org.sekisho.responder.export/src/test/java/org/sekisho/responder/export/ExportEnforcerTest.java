// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.respond.Enforcer;

class ExportEnforcerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path home;
    private final List<ExportEnforcer> started = new ArrayList<>();

    private ExportEnforcer start(int interval) {
        ExportEnforcer enforcer =
                new ExportEnforcer(new ExportFolder(folder()), Blocks.formats(interval), interval);
        enforcer.start();
        started.add(enforcer);
        // what happens must wake it
        await().atMost(PATIENCE).until(ExportEnforcerTest::isThreadWaiting);
        return enforcer;
    }

    private static boolean isThreadWaiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(
                        thread ->
                                thread.getName().equals("sekisho-export")
                                        && thread.getState() == Thread.State.WAITING);
    }

    private Path folder() {
        return home.resolve("data").resolve("export");
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder().resolve(file));
    }

    @AfterEach
    void stop() {
        started.forEach(ExportEnforcer::stop);
    }

    @Test
    void everyKindOfBlockIsInTheListsAsDocumented() throws Exception {
        Map<Block, Enforcer.Outcome> outcomes = start(60).converge(Blocks.all());
        assertThat(lines("blocked.txt"))
                .containsExactly(
                        "198.51.100.0/24",
                        "2001:db8::7",
                        "192.0.2.1 198.51.100.2",
                        "2001:db8:1::/48 2001:db8::9",
                        "tcp 192.0.2.1 50922 198.51.100.2 443",
                        "5e:00:53:00:00:01",
                        "0.0.0.0/0");
        assertThat(lines("addresses.txt"))
                .containsExactly("198.51.100.0/24", "2001:db8::7", "0.0.0.0/0");
        assertThat(lines("blocked.jsonl"))
                .hasSize(8)
                .anyMatch(
                        line ->
                                line.startsWith(
                                        "{\"scope\":\"flow\",\"transport\":\"tcp\",\"client\":\"192.0.2.1\",\"server\":\"198.51.100.2\",\"clientPort\":50922,\"serverPort\":443,\"action\":\"drop\",\"until\":\"2"));
        assertThat(lines("addresses.ipset"))
                .anyMatch(line -> line.startsWith("# Sekisho, written 2"))
                .contains(
                        "add sekisho_addresses_new 198.51.100.0/24 timeout 599 -exist",
                        "add sekisho_addresses6_new 2001:db8::7 timeout 599 -exist",
                        "add sekisho_addresses_new 0.0.0.0/1 timeout 599 -exist",
                        "add sekisho_addresses_new 128.0.0.0/1 timeout 599 -exist",
                        "swap sekisho_addresses_new sekisho_addresses");
        assertThat(lines("pairs.ipset"))
                .contains(
                        "add sekisho_pairs_new 192.0.2.1,198.51.100.2 timeout 599 -exist",
                        "add sekisho_pairs_new 198.51.100.2,192.0.2.1 timeout 599 -exist",
                        "add sekisho_pairs6_new 2001:db8:1::/48,2001:db8::9 timeout 599 -exist");
        assertThat(lines("macs.ipset"))
                .contains("add sekisho_macs_new 5e:00:53:00:00:01 timeout 599 -exist");
        assertThat(lines("blocked.nft").get(0)).startsWith("# Sekisho, written 2");
        assertThat(String.join("\n", lines("blocked.nft"))).contains("203.0.113.5");
        assertThat(outcomes).hasSize(8);
        assertThat(outcomes.remove(Blocks.LIMITED).status()).isEqualTo(Enforcer.Status.REFUSED);
        assertThat(outcomes.values()).allMatch(Enforcer.Outcome.IN_FORCE::equals);
    }

    @Test
    void nothingToBlockIsAnEmptyList() throws Exception {
        ExportEnforcer enforcer = start(60);
        enforcer.converge(Blocks.all());
        enforcer.clear();
        for (String file : List.of("blocked.txt", "addresses.txt", "blocked.jsonl")) {
            assertThat(folder().resolve(file)).isEmptyFile();
        }
        assertThat(lines("addresses.ipset")).noneMatch(line -> line.startsWith("add "));
        assertThat(lines("blocked.nft"))
                .anyMatch(line -> line.startsWith("delete table inet "))
                .noneMatch(line -> line.startsWith("add element"));
        assertThat(enforcer.standing()).isEmpty();
    }

    @Test
    void everybodyMayReadAndNothingIsLeftBehind() throws Exception {
        start(60).converge(Blocks.all());
        Set<String> names = new HashSet<>();
        try (var files = Files.list(folder())) {
            for (Path file : files.toList()) {
                names.add(file.getFileName().toString());
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-r--r--");
            }
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "blocked.txt",
                        "addresses.txt",
                        "blocked.jsonl",
                        "blocked.nft",
                        "addresses.ipset",
                        "pairs.ipset",
                        "macs.ipset");
    }

    @Test
    void theSameAgainWritesNothing() throws Exception {
        ExportEnforcer enforcer = start(3600);
        enforcer.converge(Blocks.all());
        Path file = folder().resolve("blocked.txt");
        Object before = Files.readAttributes(file, "unix:ino").get("ino");
        for (int i = 0; i < 100; i++) {
            enforcer.converge(Blocks.all());
        }
        assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(before);
    }

    @Test
    void filesStayYoungWhileWeLive() throws Exception {
        ExportEnforcer enforcer = start(1);
        enforcer.converge(Map.of());
        enforcer.clear();
        for (String file : List.of("blocked.txt", "addresses.ipset", "blocked.nft")) {
            FileTime before = Files.getLastModifiedTime(folder().resolve(file));
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    Files.getLastModifiedTime(folder().resolve(file))
                                                    .compareTo(before)
                                            > 0);
        }
        enforcer.stop();
        assertThat(folder().resolve("blocked.txt")).exists();
    }

    @Test
    void blockIsTakenOutWhenItsTimeIsOver() throws Exception {
        ExportEnforcer enforcer = start(3600);
        assertThat(
                        enforcer.add(
                                Map.of(
                                        Blocks.PAIR,
                                        Duration.ofMillis(1500),
                                        Blocks.SERVER,
                                        Duration.ofDays(1))))
                .as("both are written")
                .containsEntry(Blocks.PAIR, Enforcer.Outcome.IN_FORCE)
                .containsEntry(Blocks.SERVER, Enforcer.Outcome.IN_FORCE);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(lines("blocked.txt")).containsExactly("198.51.100.0/24"));
    }

    @Test
    void manyChangesInASecondAreWrittenTogether() throws Exception {
        ExportEnforcer enforcer = start(3600);
        Set<Object> written = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            enforcer.add(
                    Map.of(
                            Block.server(IpPrefix.of(IpAddress.v4(i)), Action.DROP),
                            Duration.ofHours(1)));
            written.add(Files.readAttributes(folder().resolve("blocked.txt"), "unix:ino"));
        }
        assertThat(written).hasSizeLessThan(150);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines("blocked.txt")).hasSize(200));
        enforcer.remove(List.of(Block.server(IpPrefix.of(IpAddress.v4(7)), Action.DROP)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines("blocked.txt")).hasSize(199));
    }

    @Test
    void whatAnEarlierProcessWroteIsReadBackAndStaysUntilWeAreTold() throws Exception {
        ExportEnforcer first = start(60);
        first.converge(Blocks.all());
        first.stop();
        Files.write(
                folder().resolve("blocked.jsonl"),
                List.of(
                        "",
                        "no JSON",
                        "{\"scope\":\"pair\"}",
                        "{\"scope\":\"x\",\"until\":3}",
                        "[]"),
                java.nio.file.StandardOpenOption.APPEND);
        ExportEnforcer second = start(1);
        Map<Block, Enforcer.Standing> standing = second.standing();
        assertThat(standing.keySet()).isEqualTo(Blocks.all().keySet());
        assertThat(standing.get(Blocks.MAC).remaining())
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
        assertThat(standing.get(Blocks.MAC).packets()).isEqualTo(-1);
        assertThat(lines("blocked.txt")).hasSize(7);
        second.converge(Map.of(Blocks.PAIR, Duration.ofMinutes(1)));
        assertThat(lines("blocked.txt")).hasSize(1);
    }

    @Test
    void folderThatCantBeWrittenIsToldOnAndUsedWhenItCan() throws Exception {
        // a file is where the folder should be, which no right helps against
        Files.createDirectories(folder().getParent());
        Files.writeString(folder(), "in the way");
        ExportEnforcer enforcer = start(60);
        Map<Block, Enforcer.Outcome> outcomes = enforcer.converge(Blocks.all());
        assertThat(outcomes.values())
                .allMatch(outcome -> outcome.status() == Enforcer.Status.FAILED)
                .allMatch(outcome -> outcome.reason().contains(folder().toString()))
                .allMatch(outcome -> outcome.reason().contains("See that this user may write"));
        assertThat(enforcer.trouble()).isNotNull();
        assertThatThrownBy(enforcer::clear).isInstanceOf(IOException.class);
        enforcer.converge(Blocks.all());
        Files.delete(folder());
        await().atMost(PATIENCE).until(() -> enforcer.trouble() == null);
        assertThat(lines("blocked.txt")).hasSize(7);
    }

    @Test
    void whoReadsSeesTheFormerOrThePresentFile() throws Exception {
        ExportEnforcer enforcer = start(3600);
        Map<Block, Duration> many = new LinkedHashMap<>();
        for (int i = 0; i < 5000; i++) {
            many.put(
                    Block.server(IpPrefix.of(IpAddress.v4(i)), Action.DROP),
                    Duration.ofMinutes(10));
        }
        enforcer.converge(many);
        AtomicBoolean done = new AtomicBoolean();
        Set<Integer> sizes = new HashSet<>();
        Thread reader =
                new Thread(
                        () -> {
                            while (!done.get()) {
                                try {
                                    sizes.add(lines("blocked.txt").size());
                                    sizes.add(lines("blocked.jsonl").size());
                                } catch (IOException e) {
                                    sizes.add(-1);
                                }
                            }
                        });
        reader.start();
        for (int i = 0; i < 20; i++) {
            enforcer.clear();
            enforcer.converge(many);
            enforcer.rewrite();
        }
        done.set(true);
        reader.join();
        assertThat(sizes).isSubsetOf(0, 5000);
    }

    @Test
    void nftFileNeedsARuleWriter() throws Exception {
        NftFile none = new NftFile(() -> null, new Stamp(1));
        ExportEnforcer enforcer = new ExportEnforcer(new ExportFolder(folder()), List.of(none), 60);
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("blocked.nft"), "of somebody who could");
        enforcer.converge(Blocks.all());
        assertThat(folder().resolve("blocked.nft")).doesNotExist();
        assertThat(enforcer.written()).isAfter(Instant.EPOCH);
    }
}
