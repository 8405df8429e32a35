// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * TCP connections that are opened and then carry data for ever, as fast as they are asked: one
 * segment from the server, answered by one of the client. They are of no known protocol.
 */
public final class LongFlows implements Traffic {
    private static final int IP = 14;
    private static final int TCP = IP + 20;
    private static final int DATA = TCP + 20;
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int CLIENTS = 10 << 24 | 64 << 16;
    private static final int SERVERS = 198 << 24 | 18 << 16 | 1 << 8;

    private final int flows;
    private final int[] clientNext;
    private final int[] serverNext;
    private final int[] segments;
    private final byte[] data = new byte[4096];
    private final int most;
    private final Random random = new Random(64);
    private int flow;

    /**
     * Flows that are not open yet.
     *
     * @param most bytes of a segment, which carries at least a quarter of it
     */
    public LongFlows(int flows, int most) {
        this.flows = flows;
        this.most = most;
        clientNext = new int[flows];
        serverNext = new int[flows];
        segments = new int[flows];
        random.nextBytes(data);
        for (int i = 0; i < flows; i++) {
            clientNext[i] = random.nextInt();
            serverNext[i] = random.nextInt();
        }
    }

    @Override
    public int next(ByteBuffer into, long nanos) {
        int at = flow;
        flow = (flow + 1) % flows;
        int segment = segments[at]++;
        if (segments[at] < 0) {
            segments[at] = 4;
        }
        return switch (segment) {
            case 0 -> segment(into, at, true, SYN, 0);
            case 1 -> segment(into, at, false, SYN | ACK, 0);
            case 2 -> segment(into, at, true, ACK, 0);
            default -> {
                int bytes = most / 4 + random.nextInt(most - most / 4);
                yield segment(into, at, segment % 2 == 0, ACK, bytes);
            }
        };
    }

    private int segment(ByteBuffer into, int at, boolean fromClient, int flags, int bytes) {
        int client = CLIENTS + at;
        int server = SERVERS + at % 250;
        mac(into, fromClient ? server : client);
        mac(into, fromClient ? client : server);
        into.putShort((short) 0x0800);
        into.putInt(0x45 << 24 | 40 + bytes);
        // do not fragment, 64 hops, TCP
        into.putInt(0x4000).putInt(64 << 24 | 6 << 16);
        into.putInt(fromClient ? client : server).putInt(fromClient ? server : client);
        into.putShort(IP + 10, (short) ~folded(sum(into, IP, TCP)));
        int port = 20_000 + at % 40_000;
        into.putShort((short) (fromClient ? port : 8000));
        into.putShort((short) (fromClient ? 8000 : port));
        int[] mine = fromClient ? clientNext : serverNext;
        int[] theirs = fromClient ? serverNext : clientNext;
        into.putInt(mine[at]).putInt(flags == SYN ? 0 : theirs[at]);
        into.putInt(5 << 28 | flags << 16 | 0xffff).putInt(0);
        into.put(data, mine[at] & 0x3ff, bytes);
        mine[at] += bytes + ((flags & SYN) != 0 ? 1 : 0);
        // RFC 9293 §3.1: with addresses, protocol and length in front
        long checksum = sum(into, IP + 12, DATA + bytes) + 6 + 20 + bytes;
        into.putShort(TCP + 16, (short) ~folded(checksum));
        return DATA + bytes;
    }

    private static void mac(ByteBuffer into, int address) {
        into.putShort((short) 0x0265).putInt(address);
    }

    private static long sum(ByteBuffer bytes, int from, int to) {
        long sum = 0;
        int at = from;
        for (; at + 1 < to; at += 2) {
            sum += bytes.getShort(at) & 0xffff;
        }
        return at < to ? sum + ((bytes.get(at) & 0xff) << 8) : sum;
    }

    private static int folded(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}
