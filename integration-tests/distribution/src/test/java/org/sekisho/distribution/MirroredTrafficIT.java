// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/** A switch mirrors what passes it to a sensor elsewhere, over VXLAN or ERSPAN. Needs root. */
@Tag("lab")
class MirroredTrafficIT {
    private static final Path SESSION = TestCaptures.path("p28_idle_session-st444-1024.pcap");
    private static final String SOURCE = "org.sekisho.capture.mirror-lab.cfg";
    private static final String[] RECEIVER = {"listen=192.0.2.2", "encapsulation=vxlan"};

    @TempDir private Path folder;
    private NetworkNamespace sensor;
    private NetworkNamespace mirroring;

    @BeforeEach
    void open() throws Exception {
        mirroring = new NetworkNamespace("mirroring");
        sensor = new NetworkNamespace("sensor");
        mirroring.cable("v0", "v1");
        mirroring.cable("up", sensor, "s0");
        mirroring.run("ip", "address", "add", "192.0.2.1/24", "dev", "up");
        sensor.run("ip", "address", "add", "192.0.2.2/24", "dev", "s0");
        // room for what VXLAN adds
        run(mirroring, "ip link set dev up mtu 9100");
        run(sensor, "ip link set s0 mtu 9100");
        run(
                mirroring,
                "ip link add mirror type vxlan id 7 local 192.0.2.1 remote 192.0.2.2 dstport 4789 dev"
                        + " up");
        run(mirroring, "sysctl -qw net.ipv6.conf.mirror.disable_ipv6=1");
        run(mirroring, "ip link set dev mirror mtu 9000 up");
        // a bridge that learns nothing sends everything everywhere
        mirroring.bridge("hub", "v1", "mirror");
        run(mirroring, "ip link set dev v1 type bridge_slave learning off");
        run(mirroring, "ip link set dev mirror type bridge_slave learning off");
    }

    private static void run(NetworkNamespace where, String command) throws Exception {
        where.run(command.split(" "));
    }

    @AfterEach
    void close() {
        mirroring.close();
        sensor.close();
    }

    private Daemon daemon() throws Exception {
        return new Daemon(folder.resolve("home"), sensor.command().toArray(String[]::new));
    }

    private void replay() throws Exception {
        mirroring.run("tcpreplay", "-q", "-i", "v0", "--multiplier=20", SESSION.toString());
    }

    @Test
    void aSessionThatASwitchMirrorsIsFoundAndTheSourceGoesWithItsFile() throws Exception {
        try (Daemon daemon =
                daemon().configure(SOURCE, RECEIVER[0], RECEIVER[1], "senders=192.0.2.1").start()) {
            replay();
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.rows("detections").stream()
                                            .anyMatch(row -> row.get("state").equals("confirmed")));
            assertThat(daemon.rows("detections")).hasSize(1);
            assertThat(daemon.troubles()).isEmpty();
            Files.delete(daemon.home().resolve("conf").resolve(SOURCE));
            await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("sources").isEmpty());
        }
    }

    @Test
    void nobodyIsHeardWhoIsNotListed() throws Exception {
        try (Daemon daemon = daemon().configure(SOURCE, RECEIVER).start()) {
            assertThat(daemon.troubles())
                    .anySatisfy(trouble -> assertThat(trouble).contains("no sender is listed"));
            daemon.configure(SOURCE, RECEIVER[0], RECEIVER[1], "senders=192.0.2.99, 10.0.0.0/8");
            await().atMost(Daemon.PATIENCE).until(() -> daemon.troubles().isEmpty());
            replay();
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(daemon.troubles())
                                            .anySatisfy(t -> assertThat(t).contains("192.0.2.1,")));
            Map<String, Object> source = daemon.rows("sources").get(0);
            assertThat(source.toString())
                    .contains("datagrams of senders that are not listed")
                    .contains("frames=0");
            assertThat(daemon.rows("detections")).isEmpty();
        }
    }

    @Test
    void aSessionMirroredOverGreIsFoundOnTheInterfaceThatItArrivesAt() throws Exception {
        Path mirrored = folder.resolve("erspan.pcap");
        List<CapturedFrame> frames = new ArrayList<>();
        for (CapturedFrame frame : PcapFile.read(SESSION)) {
            byte[] wrapped = erspan(frame);
            frames.add(new CapturedFrame(frame.number(), frame.time(), wrapped, wrapped.length));
        }
        PcapFile.write(mirrored, frames);
        try (Daemon daemon =
                daemon().configure("org.sekisho.capture.afpacket-s0.cfg", "interface=s0").start()) {
            mirroring.run("tcpreplay", "-q", "-i", "up", "--multiplier=20", mirrored.toString());
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    daemon.rows("detections").stream()
                                            .anyMatch(row -> row.get("state").equals("confirmed")));
            assertThat(daemon.rows("detections")).hasSize(1);
        }
    }

    /** Ethernet, IPv4 without checksum, GRE with a sequence number, ERSPAN III, and the frame. */
    private static byte[] erspan(CapturedFrame frame) {
        byte[] content = frame.bytes();
        ByteBuffer out = ByteBuffer.allocate(14 + 20 + 8 + 12 + content.length);
        out.put(HexFormat.of().parseHex("0200000000020200000000010800"));
        out.putShort((short) 0x4500).putShort((short) (40 + content.length)).putInt(0);
        out.putShort((short) 0x402f).putShort((short) 0).putInt(0xc0000201).putInt(0xc0000202);
        out.putInt(0x100022eb).putInt((int) frame.number());
        out.putInt(0x20010005).putInt((int) (frame.time() / 100_000)).putInt(8);
        return out.put(content).array();
    }
}
