// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/** A session that is set up anew, recorded with a real client and server. */
@Tag("one-jdk")
class ReconnectIT {
    private static final Path SESSIONS =
            TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap")
                    .getParent()
                    .resolveSibling("sessions");
    private static final Path OUTAGE = SESSIONS.resolve("outage.pcap");
    private static final Path ADDRESS = SESSIONS.resolve("new-address.pcap");
    private static final Path CARRIER = SESSIONS.resolve("other-carrier.pcap");
    private static final Path ONCE = TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap");
    private static final int FORMER = 10 << 24 | 99 << 16 | 7 << 8 | 20;
    private static final int LATER = 10 << 24 | 99 << 16 | 7 << 8 | 143;
    private static final int SERVER = 198 << 24 | 51 << 16 | 100 << 8 | 77;

    @TempDir private static Path folder;
    private static Path otherMachine;
    private static Path otherServer;
    private static List<Map<String, Object>> lines;

    /** One run for all, because each starts a framework. */
    @BeforeAll
    static void analyze() throws Exception {
        otherMachine = rewritten("other-machine.pcap", ReconnectIT::otherMachine);
        otherServer = rewritten("other-server.pcap", ReconnectIT::otherServer);
        Sekisho.Run run =
                new Sekisho()
                        .run(
                                "analyze",
                                "--format",
                                "json",
                                OUTAGE.toString(),
                                ADDRESS.toString(),
                                CARRIER.toString(),
                                ONCE.toString(),
                                otherMachine.toString(),
                                otherServer.toString());
        assertThat(run.status()).as(run.err()).isZero();
        lines = Json.lines(run);
    }

    private static List<Map<String, Object>> tunnels(Path capture) {
        return lines.stream()
                .filter(line -> line.get("type").equals("detection"))
                .filter(line -> line.get("file").equals(capture.toString()))
                .filter(line -> line.get("method").equals("tls"))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> reconnects(Map<String, Object> detection) {
        return (List<Map<String, Object>>) detection.get("reconnects");
    }

    private static Map<String, Object> only(Path capture) {
        assertThat(tunnels(capture)).hasSize(1);
        assertThat(reconnects(tunnels(capture).get(0))).hasSize(1);
        return reconnects(tunnels(capture).get(0)).get(0);
    }

    private static Object of(Object end, String key) {
        return ((Map<?, ?>) end).get(key);
    }

    @Test
    void afterAnOutageWithAnotherPort() {
        Map<String, Object> reconnect = only(OUTAGE);
        assertThat(reconnect)
                .containsEntry("methodBefore", "tls")
                .containsEntry("methodAfter", "tls");
        assertThat(of(reconnect.get("to"), "ip")).isEqualTo(of(reconnect.get("from"), "ip"));
        assertThat(of(reconnect.get("to"), "port")).isNotEqualTo(of(reconnect.get("from"), "port"));
        assertThat(((Number) reconnect.get("silence")).doubleValue()).isBetween(1.0, 60.0);
    }

    @Test
    void fromAnotherAddressOfTheSameMacAddress() {
        Map<String, Object> reconnect = only(ADDRESS);
        assertThat(of(reconnect.get("from"), "ip")).isEqualTo("10.99.7.20");
        assertThat(of(reconnect.get("to"), "ip")).isEqualTo("10.99.7.143");
        assertThat(of(reconnect.get("to"), "mac")).isEqualTo(of(reconnect.get("from"), "mac"));
    }

    @Test
    void overAnotherCarrier() {
        Map<String, Object> reconnect = only(CARRIER);
        assertThat(reconnect).containsEntry("methodBefore", "tls");
        assertThat(reconnect.get("methodAfter")).isIn("dns", "icmp");
    }

    @Test
    void whatIsSetUpOnceIsNoReconnect() {
        assertThat(tunnels(ONCE)).hasSize(1);
        assertThat(reconnects(tunnels(ONCE).get(0))).isEmpty();
    }

    /** Synthesised: in the second half of the recording the client's MAC address is another. */
    @Test
    void anotherMachineIsAnotherCase() {
        assertThat(tunnels(otherMachine)).hasSize(2);
        assertThat(tunnels(otherMachine)).allSatisfy(one -> assertThat(reconnects(one)).isEmpty());
    }

    /** Synthesised: in the second half of the recording the server's address is another. */
    @Test
    void anotherServerIsAnotherCase() {
        assertThat(tunnels(otherServer)).hasSize(2);
        assertThat(tunnels(otherServer)).allSatisfy(one -> assertThat(reconnects(one)).isEmpty());
    }

    @Test
    void peopleAreToldToo() throws Exception {
        Sekisho.Run run = new Sekisho().run("explain", ADDRESS.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("RECONNECTS", "another address of the same MAC address")
                .containsPattern("10\\.99\\.7\\.20:\\d+ over tls -> 10\\.99\\.7\\.143:\\d+");
        Path page = folder.resolve("page.html");
        String[] html = {"analyze", "--format", "html", "--output", page.toString()};
        run = new Sekisho().run(html[0], html[1], html[2], html[3], html[4], ADDRESS.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(page))
                .contains("<h4>Reconnects</h4>", "another address of the same MAC address");
    }

    /** Changes an IPv4 packet of the client's later address. */
    @FunctionalInterface
    private interface Change {
        void apply(ByteBuffer frame);
    }

    private static Path rewritten(String name, Change change) throws IOException {
        List<CapturedFrame> frames = new ArrayList<>();
        for (CapturedFrame frame : PcapFile.read(ADDRESS)) {
            byte[] bytes = frame.bytes().clone();
            ByteBuffer packet = ByteBuffer.wrap(bytes);
            if (bytes.length >= 34 && packet.getShort(12) == 0x0800) {
                boolean later = packet.getInt(26) == LATER || packet.getInt(30) == LATER;
                boolean former = packet.getInt(26) == FORMER || packet.getInt(30) == FORMER;
                assertThat(later && former).isFalse();
                if (later) {
                    change.apply(packet);
                }
            } else {
                // who has an address is told by ARP, too
                continue;
            }
            frames.add(new CapturedFrame(frame.number(), frame.time(), bytes, bytes.length));
        }
        return PcapFile.write(folder.resolve(name), frames);
    }

    private static void otherMachine(ByteBuffer packet) {
        int mac = packet.getInt(26) == LATER ? 6 : 0;
        packet.putShort(mac, (short) 0x0242).putInt(mac + 2, 0x0a63078f);
    }

    private static void otherServer(ByteBuffer packet) {
        for (int at : new int[] {26, 30}) {
            if (packet.getInt(at) == SERVER) {
                // the sum of its halves stays, and with it the checksums
                packet.putInt(at, SERVER + (3 << 16) - 3);
            }
        }
    }
}
