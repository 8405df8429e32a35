// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/**
 * A recorded session of SoftEther over TLS 1.2, whose certificate decides at once, and which any
 * number of clients may have, one after the other or at once: addresses and ports of the recording
 * are replaced.
 */
final class RecordedSession {
    /** The server of all of them; what a client asks for is made of its address. */
    static final String SERVER = "198.19.84.206";

    /**
     * Options of policy under which the frame that decides has it blocked; one family is enough.
     */
    static final String[] BLOCKED = {"mode=block", "confirm.required=false", "two.key=false"};

    private static final String CAPTURE = "p34_tls12-deb501-1102.pcap";

    /** How the MAC addresses of all clients begin. */
    static final int MAC_BEGINNING = 0xb827eb76;

    private static final int MAC_SOURCE = 6;
    private static final int IP_PROTOCOL = 23;
    private static final int IP_SOURCE = 26;
    private static final int IP_DESTINATION = 30;
    private static final int PORTS = 34;
    private static final int TCP = 6;
    private static final int TCP_OFFSET = 46;
    private static final int TCP_SEQUENCE = 38;
    private static final int TCP_ACKNOWLEDGED = 42;
    private static final byte ACK = 0x10;
    private static final byte FIN_ACK = 0x11;

    private final List<CapturedFrame> frames = new ArrayList<>();
    private final int deciding;
    private final byte[] recorded;

    /** Reads the recording, and lets the distribution say which frame decides. */
    RecordedSession() throws IOException, InterruptedException {
        Sekisho.Run run =
                new Sekisho().run("analyze", "--format", "json", "" + TestCaptures.path(CAPTURE));
        Map<String, Object> found = Json.lines(run).get(0);
        assertThat(((Map<?, ?>) found.get("server")).get("ip")).isEqualTo(SERVER);
        recorded = address((String) ((Map<?, ?>) found.get("client")).get("ip"));
        long decidedAt = (Long) found.get("decidedAtFrame");
        int before = 0;
        for (CapturedFrame frame : PcapFile.read(TestCaptures.path(CAPTURE))) {
            if (isFrom(frame) || isTo(frame)) {
                frames.add(frame);
                before += frame.number() <= decidedAt ? 1 : 0;
            }
        }
        deciding = before;
    }

    private boolean isFrom(CapturedFrame frame) {
        return isIp(frame) && isAt(frame.bytes(), IP_SOURCE, recorded);
    }

    private boolean isTo(CapturedFrame frame) {
        return isIp(frame) && isAt(frame.bytes(), IP_DESTINATION, recorded);
    }

    private static boolean isIp(CapturedFrame frame) {
        return frame.bytes().length > PORTS + 4
                && frame.bytes()[12] == 8
                && frame.bytes()[13] == 0
                && frame.bytes()[14] == 0x45;
    }

    private static boolean isAt(byte[] frame, int at, byte[] address) {
        return Arrays.equals(frame, at, at + 4, address, 0, 4);
    }

    /**
     * Its beginning, the last frame of which decides.
     *
     * @param client which client, from 0
     * @param connection which of the client's connections
     * @param time of the first frame
     */
    List<CapturedFrame> untilDecided(int client, int connection, long time) {
        return from(frames.subList(0, deciding), client, connection, time);
    }

    /** What the client alone sends of it: an attempt that nobody answers. */
    List<CapturedFrame> attempt(int client, int connection) {
        List<CapturedFrame> own = new ArrayList<>();
        for (CapturedFrame frame : untilDecided(client, connection, 0)) {
            if (isAt(frame.bytes(), IP_SOURCE, client(client))) {
                own.add(frame);
            }
        }
        return own;
    }

    /** Its connection with other content, closed by both ends: ordinary traffic. */
    List<CapturedFrame> ordinary(int client) {
        List<CapturedFrame> all = new ArrayList<>();
        for (CapturedFrame frame : untilDecided(client, 0, 0)) {
            byte[] bytes = frame.bytes();
            if (bytes[IP_PROTOCOL] == TCP) {
                Arrays.fill(bytes, payload(bytes), bytes.length, (byte) 'x');
                all.add(frame);
            }
        }
        // the server has acknowledged all that the client has sent
        byte[] last = all.get(all.size() - 1).bytes();
        int clients = ByteBuffer.wrap(last).getInt(TCP_ACKNOWLEDGED);
        int servers = ByteBuffer.wrap(last).getInt(TCP_SEQUENCE) + last.length - payload(last);
        byte[] syn = all.get(0).bytes();
        byte[] synAck = all.get(1).bytes();
        long time = all.get(all.size() - 1).time();
        all.add(segment(syn, FIN_ACK, clients, servers, ++time));
        all.add(segment(synAck, FIN_ACK, servers, clients + 1, ++time));
        all.add(segment(syn, ACK, clients + 1, servers + 1, ++time));
        return all;
    }

    private static int payload(byte[] frame) {
        return PORTS + ((frame[TCP_OFFSET] & 0xf0) >> 2);
    }

    /** A segment without payload, otherwise like this one. */
    private static CapturedFrame segment(
            byte[] like, byte flags, int sequence, int acknowledged, long time) {
        byte[] bytes = like.clone();
        bytes[TCP_OFFSET + 1] = flags;
        ByteBuffer.wrap(bytes)
                .putInt(TCP_SEQUENCE, sequence)
                .putInt(TCP_ACKNOWLEDGED, acknowledged);
        return new CapturedFrame(1, time, bytes, bytes.length);
    }

    /** Time from its first frame to the one that decides, in nanoseconds. */
    long timeToDecide() {
        return frames.get(deciding - 1).time() - frames.get(0).time();
    }

    private List<CapturedFrame> from(
            List<CapturedFrame> which, int client, int connection, long begin) {
        List<CapturedFrame> all = new ArrayList<>();
        for (CapturedFrame frame : which) {
            byte[] bytes = frame.bytes().clone();
            boolean isFrom = isFrom(frame);
            int port = PORTS + (isFrom ? 0 : 2);
            ByteBuffer packet = ByteBuffer.wrap(bytes);
            packet.put(isFrom ? IP_SOURCE : IP_DESTINATION, client(client));
            // a host of its own, which is no other one under a new address
            packet.putShort((isFrom ? MAC_SOURCE : 0) + 4, (short) client);
            if (bytes[IP_PROTOCOL] == TCP) {
                packet.putShort(port, (short) (packet.getShort(port) + connection));
            }
            long time = begin + frame.time() - which.get(0).time();
            all.add(new CapturedFrame(all.size() + 1, time, bytes, bytes.length));
        }
        return all;
    }

    /** Address of a client. */
    static byte[] client(int number) {
        return new byte[] {10, 3, (byte) ((number + 1) >> 8), (byte) (number + 1)};
    }

    /** The same in words. */
    static String clientText(int number) {
        return "10.3." + (number + 1 >> 8) + "." + (number + 1 & 0xff);
    }

    /** Which client's address stands at one of the ends of an IPv4 packet; -1 if none does. */
    static int clientOf(byte[] frame) {
        for (int at : new int[] {IP_SOURCE, IP_DESTINATION}) {
            if (frame[at] == 10 && frame[at + 1] == 3) {
                return (ByteBuffer.wrap(frame).getShort(at + 2) & 0xffff) - 1;
            }
        }
        return -1;
    }

    static byte[] address(String text) {
        byte[] bytes = new byte[4];
        String[] parts = text.split("\\.");
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }
}
