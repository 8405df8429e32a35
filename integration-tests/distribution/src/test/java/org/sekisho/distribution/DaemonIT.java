// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;

/** The daemon as its users see it, without any special right: its captures come from a folder. */
class DaemonIT {
    private static final String SESSION = "p28_idle_session-st444-1024.pcap";
    private static final String FOLDER = "org.sekisho.capture.folder-lab.cfg";

    @TempDir private Path folder;

    private Daemon daemon() throws Exception {
        return new Daemon(folder.resolve("home"));
    }

    @Test
    void withNothingConfiguredItRunsAndSaysSoAndEndsCleanly() throws Exception {
        try (Daemon daemon = daemon().start()) {
            assertThat(daemon.troubles()).anySatisfy(t -> assertThat(t).contains("no source"));
            assertThat(daemon.ask("status").out()).contains("no source is configured");
            long begun = System.nanoTime();
            assertThat(daemon.stop()).isZero();
            assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
            assertThat(daemon.home().resolve("run/ready")).doesNotExist();
            assertThat(daemon.home().resolve("run/control.sock")).doesNotExist();
            assertThat(daemon.ask("status").status()).isEqualTo(4);
        }
    }

    @Test
    void aSecondDaemonInTheSameFolderIsRefusedAndNamesTheFirst() throws Exception {
        try (Daemon daemon = daemon().start()) {
            Sekisho.Run second = new Sekisho().run("run", "--home", daemon.home().toString());
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("process " + daemon.pid());
            assertThat(daemon.ask("status").status()).isZero();
        }
    }

    @Test
    void afterAKillItStartsAgain() throws Exception {
        try (Daemon daemon = daemon().start()) {
            daemon.kill();
            assertThat(daemon.ask("status").status()).isEqualTo(4);
            daemon.start();
            assertThat(daemon.ask("status").status()).isZero();
        }
    }

    @Test
    void capturesOfAFolderAreFoundLiveAsAnalyzeFindsThem() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        List<Object> analyzed = analyzed();
        try (Daemon daemon = daemon().configure(FOLDER, "folder=" + captures).start()) {
            Files.copy(TestCaptures.path(SESSION), captures.resolve("one.pcap"));
            await().atMost(Daemon.PATIENCE)
                    .until(() -> verdicts(daemon.rows("detections")).equals(analyzed));
            Map<String, Object> found = daemon.rows("detections").get(0);
            assertThat(found).containsEntry("state", "confirmed").containsEntry("method", "tls");
            assertThat(found).doesNotContainKey("file");
            // a restart remembers what was read
            daemon.stop();
            daemon.start();
            assertThat(daemon.rows("sources").get(0)).containsEntry("open", true);
        }
    }

    private List<Object> analyzed() throws Exception {
        Sekisho.Run run =
                new Sekisho()
                        .run("analyze", "--format", "json", TestCaptures.path(SESSION).toString());
        List<Map<String, Object>> rows = Json.lines(run);
        return verdicts(rows.subList(0, rows.size() - 1));
    }

    private static List<Object> verdicts(List<Map<String, Object>> detections) {
        return detections.stream()
                .<Object>map(
                        row ->
                                List.of(
                                        row.get("client"),
                                        row.get("server"),
                                        row.get("methods"),
                                        row.get("state")))
                .toList();
    }

    @Test
    void aWrongKeyIsNamedAndTheLastGoodConfigurationStaysOverARestart() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        try (Daemon daemon = daemon().configure(FOLDER, "folder=" + captures).start()) {
            daemon.configure(FOLDER, "folder=" + captures, "patern=*.pcap");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.troubles().isEmpty());
            assertThat(daemon.troubles().get(0))
                    .contains(FOLDER)
                    .contains("line 2")
                    .contains("'patern'")
                    .contains("did you mean 'pattern'?");
            assertThat(daemon.rows("sources")).hasSize(1);
            daemon.stop();
            daemon.start();
            assertThat(daemon.rows("sources")).hasSize(1);
            assertThat(daemon.troubles().get(0)).contains("last good configuration stays");
            daemon.configure(FOLDER, "folder=" + captures, "pattern=*.pcap");
            await().atMost(Daemon.PATIENCE).until(() -> daemon.troubles().isEmpty());
            Files.delete(daemon.home().resolve("conf").resolve(FOLDER));
            await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("sources").isEmpty());
        }
    }

    @Test
    void halfAFileOrAWrongValueLeavesWhatIsInForceAlsoOverARestart() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        try (Daemon daemon = daemon().configure(FOLDER, "folder=" + captures).start()) {
            Path file = daemon.home().resolve("conf").resolve(FOLDER);
            Files.writeString(file, "folder=" + captures + "\nsett");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.troubles().isEmpty());
            assertThat(daemon.troubles().get(0)).contains(FOLDER).contains("'sett'");
            assertThat(daemon.rows("sources")).hasSize(1);
            Files.writeString(file, "folder=" + captures + "\nsettle.seconds=3\n");
            await().atMost(Daemon.PATIENCE).until(() -> daemon.troubles().isEmpty());
            daemon.configure(FOLDER, "folder=" + captures, "settle.seconds=0");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.troubles().isEmpty());
            assertThat(daemon.troubles().get(0))
                    .contains(FOLDER)
                    .contains("line 2: key 'settle.seconds' can't be '0'")
                    .contains("1 to 86400")
                    .contains("the last good configuration stays");
            assertThat(daemon.rows("sources")).hasSize(1);
            daemon.stop();
            daemon.start();
            assertThat(daemon.rows("sources")).hasSize(1);
            assertThat(daemon.troubles().get(0)).contains("the last good configuration stays");
            assertThat(daemon.log()).contains("'settle.seconds' can't be '0'");
        }
    }

    @Test
    void aFileThatIsTooLargeOrWrittenAnewLeavesWhatIsInForce() throws Exception {
        Path captures = Files.createDirectory(folder.resolve("captures"));
        try (Daemon daemon = daemon().configure(FOLDER, "folder=" + captures).start()) {
            Path file = daemon.home().resolve("conf").resolve(FOLDER);
            Files.writeString(file, "folder=" + captures + "\n#" + "x".repeat(2 << 20) + "\n");
            await().atMost(Daemon.PATIENCE).until(() -> !daemon.troubles().isEmpty());
            assertThat(daemon.troubles().get(0)).contains("larger than 1 MiB");
            assertThat(daemon.rows("sources")).hasSize(1);
            daemon.stop();
            daemon.start();
            assertThat(daemon.rows("sources")).hasSize(1);
            assertThat(daemon.troubles().get(0)).contains("larger than 1 MiB");
            Files.writeString(file, "\ufefffolder=" + captures + "\r\nfollow=true\r\n");
            await().atMost(Daemon.PATIENCE).until(() -> daemon.troubles().isEmpty());
            assertThat(daemon.rows("sources")).hasSize(1);
        }
    }

    @Test
    void aFileForNobodyIsNamedWithWhatMayHaveBeenMeant() throws Exception {
        try (Daemon daemon =
                daemon().configure("org.sekisho.capture.foldr-lab.cfg", "folder=/").start()) {
            assertThat(daemon.troubles())
                    .anySatisfy(
                            trouble ->
                                    assertThat(trouble)
                                            .contains("no component")
                                            .contains("org.sekisho.capture.folder-lab.cfg"));
        }
    }

    @Test
    void filesAreJudgedWithoutStartingAnything() throws Exception {
        Daemon daemon = daemon();
        daemon.configure(FOLDER, "folder=/somewhere");
        Sekisho.Run good = daemon.ask("config", "check");
        assertThat(good.status()).as(good.out() + good.err()).isZero();
        daemon.configure("org.sekisho.policy.cfg", "mode=wach", "moed=watch", "mode=watch");
        daemon.configure("org.sekisho.engine.cfg", "failures.max=0");
        Sekisho.Run bad = new Sekisho().run("config", "check", "--home", daemon.home().toString());
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.out())
                .contains("did you mean 'mode'?")
                .contains("key 'mode' is given twice, in lines 1 and 3")
                .contains("key 'failures.max' can't be '0'");
        assertThat(daemon.home().resolve("run")).doesNotExist();
    }

    @Test
    void whatOnlyItsComponentUnderstandsIsJudgedWithoutStartingItToo() throws Exception {
        Map<String, String> wrong = new TreeMap<>();
        wrong.put("org.sekisho.policy", "block.duration=10 years");
        wrong.put("org.sekisho.policy.allow-guests", "networks=192.0.2.0/33");
        wrong.put("org.sekisho.confirmation", "source=192.0.2.9\ntargets=192.0.2.1, nobody");
        wrong.put("org.sekisho.correlator", "max.cases=1");
        wrong.put("org.sekisho.store", "days=40000");
        wrong.put("org.sekisho.enforcement", "breaker.closes=soon");
        wrong.put("org.sekisho.journal", "quotas=DnsMessage=many");
        wrong.put("org.sekisho.detector.softether", "catalogue=/nowhere/techniques.properties");
        wrong.put("org.sekisho.detector.bridge", "catalogue=/nowhere/techniques.properties");
        wrong.put("org.sekisho.detector.tunnel", "catalogue=/nowhere/techniques.properties");
        wrong.put("org.sekisho.capture.mirror-lab", "senders=a-switch");
        wrong.put("org.sekisho.responder.syslog", "host=192.0.2.1\nca.file=nowhere.pem");
        wrong.put("org.sekisho.responder.webhook", "url=ftp://192.0.2.1/");
        wrong.put(
                "org.sekisho.responder.email",
                "smtp.host=192.0.2.1\nfrom=a@b.example\nto=c@d.example\ndigest.window=soon");
        Daemon daemon = daemon();
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            daemon.configure(each.getKey() + ".cfg", each.getValue().split("\n"));
        }
        Sekisho.Run bad = new Sekisho().run("config", "check", "--home", daemon.home().toString());
        System.out.print(bad.out());
        assertThat(bad.status()).as(bad.out() + bad.err()).isEqualTo(2);
        assertThat(bad.out()).contains("block.duration=10 years").contains("such as");
        assertThat(bad.out().lines())
                .hasSameSizeAs(wrong.keySet())
                .allSatisfy(line -> assertThat(line).contains(".cfg is refused: "));
        for (String name : wrong.keySet()) {
            assertThat(bad.out()).contains("conf/" + name + ".cfg is refused: ");
        }
        assertThat(daemon.home().resolve("run")).doesNotExist();
    }

    @Test
    void garbageOnTheSocketDisturbsNobody() throws Exception {
        long seed = 20261123;
        Random random = new Random(seed);
        try (Daemon daemon = daemon().start()) {
            UnixDomainSocketAddress socket =
                    UnixDomainSocketAddress.of(daemon.home().resolve("run/control.sock"));
            // one that says nothing stays connected meanwhile
            try (SocketChannel silent = SocketChannel.open(socket)) {
                assertThat(silent.isConnected()).isTrue();
                for (int i = 0; i < 100; i++) {
                    byte[] garbage = new byte[random.nextInt(2000)];
                    random.nextBytes(garbage);
                    try (SocketChannel caller = SocketChannel.open(socket)) {
                        caller.write(ByteBuffer.wrap(garbage));
                    }
                }
                try (SocketChannel caller = SocketChannel.open(socket)) {
                    caller.write(ByteBuffer.wrap("[1,{}]\n".getBytes(StandardCharsets.UTF_8)));
                    ByteBuffer answer = ByteBuffer.allocate(512);
                    assertThat(caller.read(answer)).as("seed %d", seed).isPositive();
                }
                await().atMost(Daemon.PATIENCE).until(() -> daemon.ask("status").status() == 0);
            }
            Sekisho.Run unknown = daemon.ask("bundles", "dance");
            assertThat(unknown.status()).isEqualTo(2);
            assertThat(unknown.err()).contains("no operation 'bundles dance'");
        }
    }
}
