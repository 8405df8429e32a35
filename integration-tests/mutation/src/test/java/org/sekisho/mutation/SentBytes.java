// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All bytes that one end of a connection sent, by sequence number. */
final class SentBytes {
    private static final int MOST = 1 << 24;

    private final int first;
    private final BitSet known = new BitSet();
    private byte[] bytes = new byte[4096];

    private SentBytes(int first) {
        this.first = first;
    }

    /** The streams of a capture; of a way that is used twice, the connection seen first. */
    static Map<Way, SentBytes> of(List<Frame> frames) {
        Map<Way, SentBytes> streams = new HashMap<>();
        for (Frame frame : frames) {
            TcpFrame tcp = TcpFrame.of(frame);
            if (tcp != null && tcp.isData()) {
                streams.computeIfAbsent(tcp.way, way -> new SentBytes(tcp.sequence)).add(tcp);
            }
        }
        return streams;
    }

    private void add(TcpFrame tcp) {
        int at = tcp.sequence - first;
        if (at < 0 || at > MOST) {
            return;
        }
        if (at + tcp.payload.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + tcp.payload.length));
        }
        System.arraycopy(tcp.payload, 0, bytes, at, tcp.payload.length);
        known.set(at, at + tcp.payload.length);
    }

    /** Sequence number of the first byte. */
    int first() {
        return first;
    }

    /** All bytes from the first one to where the first is missing. */
    byte[] all() {
        return Arrays.copyOf(bytes, known.nextClearBit(0));
    }

    /** The bytes from a sequence number on, or null if some of them were not seen. */
    byte[] at(int sequence, int length) {
        int at = sequence - first;
        if (at < 0 || at > MOST || known.nextClearBit(at) < at + length) {
            return null;
        }
        return Arrays.copyOfRange(bytes, at, at + length);
    }
}
