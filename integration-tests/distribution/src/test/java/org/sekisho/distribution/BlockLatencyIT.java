// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.softether.Site;

/**
 * How long it takes from the frame that decides to the first packet that is dropped: a hundred
 * clients whose sessions a router sees up to that frame, and who all the while send numbered
 * datagrams through it to the same server.
 */
@Tag("lab")
@Tag("one-jdk")
@Tag("alone")
class BlockLatencyIT {
    private static final int CLIENTS = Integer.getInteger("sekisho.latency.clients", 100);
    private static final long MILLISECOND = 1_000_000L;

    /** From one client to the next. */
    private static final long SLOT_NANOS = 150 * MILLISECOND;

    /** A client's first datagram comes so long before the frame that decides. */
    private static final long BEFORE_NANOS = 5 * MILLISECOND;

    /** How close together datagrams are, at first and then until the last. */
    private static final long PACE_NANOS = MILLISECOND / 4;

    private static final long CLOSE_NANOS = 100 * MILLISECOND;
    private static final long LATER_PACE_NANOS = 10 * MILLISECOND;
    private static final long LAST_NANOS = 2_000 * MILLISECOND;

    private static final int DISCARD = 9;
    private static final int UDP = 17;

    @TempDir private Path folder;
    private Site site;
    private Daemon daemon;

    @BeforeEach
    void build() throws Exception {
        site = new Site("latency");
        site.router().run("ip", "route", "add", "10.3.0.0/16", "via", Site.CLIENT_ADDRESS);
        site.router().run("ip", "route", "add", RecordedSession.SERVER, "via", Site.SERVER_ADDRESS);
        site.server().run("ip", "address", "add", RecordedSession.SERVER + "/32", "dev", "lo");
        daemon = new Unprivileged(folder, site.router()).daemon();
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", "interface=" + Site.TO_CLIENT)
                .configure("org.sekisho.policy.cfg", RecordedSession.BLOCKED)
                .configure(
                        "org.sekisho.enforcement.cfg",
                        "blocks.per.minute=0",
                        "blocks.hosts.percent=100");
    }

    @AfterEach
    void takeAway() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    void theNextPacketsOfAHundredTunnelsAreDropped() throws Exception {
        daemon.startWithFirewall();
        Path frames = PcapFile.write(folder.resolve("frames.pcap"), frames());
        Path sent = sniff(Site.TO_CLIENT, "tcp or udp or icmp");
        Path passed = sniff(Site.TO_SERVER, "udp dst port " + DISCARD);
        site.client().run("tcpreplay", "-q", "-i", "eth0", frames.toString());
        await().atMost(Daemon.PATIENCE)
                .until(() -> daemon.rows("blocks", "list").size() == CLIENTS);

        List<Double> millis = latencies(sent, passed);
        System.out.printf(
                "from the frame that decides to the first packet dropped, %d clients:"
                        + " median %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                millis.size(),
                millis.get(millis.size() / 2),
                millis.get((millis.size() * 99 + 99) / 100 - 1),
                millis.get(millis.size() - 1));
        assertThat(millis).hasSizeGreaterThan(CLIENTS / 2);
        assertThat(millis).allMatch(each -> each > 0 && each < 2_000);
    }

    /**
     * The first that is dropped is the one after the last that passed, whatever was lost before.
     */
    private static List<Double> latencies(Path sent, Path passed) throws IOException {
        Set<Long> through = new HashSet<>();
        for (CapturedFrame frame : PcapFile.read(passed)) {
            through.add(number(frame));
        }
        Map<Integer, Long> decided = new HashMap<>();
        Map<Integer, Long> dropped = new TreeMap<>();
        for (CapturedFrame frame : PcapFile.read(sent)) {
            int client = RecordedSession.clientOf(frame.bytes());
            if (client >= 0 && !isNumbered(frame)) {
                decided.merge(client, frame.time(), Math::max);
            } else if (client >= 0 && through.contains(number(frame))) {
                dropped.remove(client);
            } else if (client >= 0) {
                dropped.putIfAbsent(client, frame.time());
            }
        }
        List<Double> millis = new ArrayList<>();
        dropped.forEach((client, time) -> millis.add((time - decided.get(client)) / 1e6));
        millis.sort(null);
        return millis;
    }

    private static boolean isNumbered(CapturedFrame frame) {
        ByteBuffer packet = ByteBuffer.wrap(frame.bytes());
        return packet.get(23) == UDP && packet.getShort(36) == DISCARD;
    }

    private static long number(CapturedFrame frame) {
        return ByteBuffer.wrap(frame.bytes()).getLong(42);
    }

    private List<CapturedFrame> frames() throws Exception {
        RecordedSession session = new RecordedSession();
        byte[] router =
                HexFormat.ofDelimiter(":")
                        .parseHex(
                                site.router()
                                        .run("cat", "/sys/class/net/" + Site.TO_CLIENT + "/address")
                                        .strip());
        List<CapturedFrame> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.addAll(session.untilDecided(i, 0, SLOT_NANOS * i));
            long begin = SLOT_NANOS * i + session.timeToDecide() - BEFORE_NANOS;
            long pace = PACE_NANOS;
            for (long time = 0; time < LAST_NANOS; time += pace) {
                byte[] bytes = datagram(router, i, all.size());
                all.add(new CapturedFrame(all.size() + 1, begin + time, bytes, bytes.length));
                pace = time < CLOSE_NANOS ? PACE_NANOS : LATER_PACE_NANOS;
            }
        }
        all.sort(Comparator.comparingLong(CapturedFrame::time));
        return all;
    }

    private static byte[] datagram(byte[] router, int client, long number) {
        ByteBuffer frame = ByteBuffer.allocate(60);
        frame.put(router).putInt(RecordedSession.MAC_BEGINNING).putShort((short) client);
        frame.putShort((short) 0x800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) 46).putInt(0);
        frame.put((byte) 64).put((byte) UDP).putShort((short) 0);
        frame.put(RecordedSession.client(client));
        frame.put(RecordedSession.address(RecordedSession.SERVER));
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        frame.putShort(24, (short) ~((sum >>> 16) + (sum & 0xffff)));
        frame.putShort((short) 4000).putShort((short) DISCARD).putShort((short) 26);
        frame.putShort((short) 0).putLong(number);
        return frame.array();
    }

    private Path sniff(String end, String filter) throws IOException {
        return new Sniffer(folder, site.router(), end, end, filter).capture();
    }
}
