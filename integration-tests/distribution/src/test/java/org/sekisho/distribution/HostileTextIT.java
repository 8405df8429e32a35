// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.notice.HostileTexts;

/**
 * Names that were put into the bytes of a recorded session, where its server's certificate has its
 * name, and words of whoever calls: nothing that is shown or written steers a terminal, ends a line
 * or brings an element into a page.
 */
@Tag("lab")
@Tag("long")
class HostileTextIT {
    private static final byte[] NAME = "slate-srv".getBytes(StandardCharsets.US_ASCII);

    /** Names as long as the one that they replace: so every length in the capture stays right. */
    private static final List<byte[]> NAMES =
            List.of(
                    bytes(0x1b, '[', '2', 'J', 0x07, '<', 'b', '>', 0x9b),
                    bytes('=', 'c', 'm', 'd', '|', 'A', '0', '"', 0),
                    bytes('<', 'b', '>', '"', '\'', '&', 0x9b, '3', 'm'),
                    bytes(0xe2, 0x80, 0xae, 'c', 0xff, 0xfe, 0xc3, 0xed, 0xa0));

    @TempDir private Path folder;
    private final List<Path> captures = new ArrayList<>();

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @BeforeEach
    void putNamesIntoCaptures() throws Exception {
        byte[] recorded = Files.readAllBytes(TestCaptures.path("p34_tls12-deb501-1102.pcap"));
        for (byte[] name : NAMES) {
            assertThat(name).hasSameSizeAs(NAME);
            byte[] changed = recorded.clone();
            int places = 0;
            for (int at = 0; at <= changed.length - NAME.length; at++) {
                if (startsWith(changed, at)) {
                    System.arraycopy(name, 0, changed, at, name.length);
                    places++;
                }
            }
            assertThat(places).isPositive();
            captures.add(Files.write(folder.resolve("name" + captures.size() + ".pcap"), changed));
        }
    }

    private static boolean startsWith(byte[] in, int at) {
        for (int i = 0; i < NAME.length; i++) {
            if (in[at + i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    /** That the text came through at all, and that only we steer and begin lines. */
    private static void harmless(String what, String shown) {
        assertThat(shown).as(what).isNotBlank();
        assertThat(shown.lines()).as(what).noneMatch(HostileTexts::steers);
    }

    @Test
    void analysisOfACapture() throws Exception {
        for (String format : List.of("text", "json", "html")) {
            List<String> words = new ArrayList<>(List.of("analyze", "--format", format));
            captures.forEach(capture -> words.add(capture.toString()));
            Sekisho.Run run = new Sekisho().run(words.toArray(String[]::new));
            assertThat(run.status()).as(run.err()).isZero();
            harmless(format, run.out() + run.err());
            assertThat(run.out()).as("the names are seen").contains("cmd|A0", "[2J");
            if (format.equals("html")) {
                assertThat(run.out()).doesNotContain("<b>\"").contains("&lt;b");
            }
        }
    }

    @Test
    void whatTheDaemonShowsAndWrites() throws Exception {
        try (NetworkNamespace lab = new NetworkNamespace("hostile");
                Daemon daemon =
                        new Daemon(folder.resolve("home"), lab.command().toArray(String[]::new))) {
            Path watched = Files.createDirectories(folder.resolve("watched"));
            daemon.configure("org.sekisho.capture.folder-lab.cfg", "folder=" + watched);
            daemon.configure("org.sekisho.responder.eve.cfg", "flows=all", "stats.seconds=0");
            daemon.start().awaitFirewall();
            Files.copy(captures.get(0), watched.resolve("one.pcap"));
            await().atMost(Daemon.PATIENCE)
                    .until(() -> daemon.call("detections").out().contains("[2J"));
            String words = "\\u001b[2J\\u202e\\r\\nforged: line\\u0000<b>=cmd";
            daemon.call("blocks", "add", "server", "203.0.113.1", "--reason", words);
            daemon.call("allow", "add", "203.0.113.2", "--name", "x", "--comment", words);
            daemon.call("blocks", "remove", "all", "--reason", words);
            for (String operation :
                    List.of(
                            "detections",
                            "blocks list --all",
                            "audit",
                            "allow list",
                            "policy try --all --since 365d",
                            "sources",
                            "status")) {
                for (String format : List.of("", " --json")) {
                    Sekisho.Run run = daemon.call((operation + format).split(" "));
                    assertThat(run.status()).as(operation + run.err()).isZero();
                    harmless(operation + format, run.out());
                    assertThat(run.out().lines()).noneMatch(line -> line.startsWith("forged"));
                }
            }
            assertThat(daemon.call("audit").out()).contains("\\u001b[2J", "forged: line");
            harmless("log", daemon.log());
            assertThat(daemon.log().lines()).noneMatch(line -> line.startsWith("forged"));
            Path eve = daemon.home().resolve("log/eve.json");
            await().atMost(Daemon.PATIENCE)
                    .until(() -> Files.exists(eve) && Files.readString(eve).contains("\"alert\""));
            try (Stream<String> lines = Files.lines(eve)) {
                assertThat(lines).allMatch(line -> line.startsWith("{\"timestamp\":"));
            }
            harmless("EVE", Files.readString(eve));
        }
    }
}
