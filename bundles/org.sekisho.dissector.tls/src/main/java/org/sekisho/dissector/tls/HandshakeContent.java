// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.sekisho.dissect.StreamScope;
import org.sekisho.packet.Payload;

/**
 * Scratch memory in which the content of successive handshake records is joined, because messages
 * may be split over records at any byte (RFC 8446 §5.1). Headers are read only as far as they are
 * needed, so that what is said does not depend on how much arrives at once.
 */
final class HandshakeContent {
    /**
     * Bound on the work for a message that a peer splits as finely as it can: enough for a
     * certificate of 4 KB byte by byte.
     */
    private static final int MAX_RECORDS = 4096;

    final byte[] bytes = new byte[StreamScope.MAX_NEED];

    private Payload wire;
    private int wireEnd;
    private int records;
    private int promised;
    private int length;

    /** Begins with a record whose content starts at {@code from}. */
    void begin(Payload wire, int from, int recordLength) {
        this.wire = wire;
        records = 0;
        promised = 0;
        length = 0;
        wireEnd = from;
        add(recordLength);
    }

    private void add(int recordLength) {
        int there = Math.max(0, Math.min(recordLength, wire.length() - wireEnd));
        int copied = Math.min(there, bytes.length - length);
        System.arraycopy(wire.array(), wire.arrayOffset() + wireEnd, bytes, length, copied);
        length += copied;
        promised += recordLength;
        wireEnd += recordLength;
        records++;
    }

    /** Bytes of content that are there. */
    int length() {
        return length;
    }

    /** Whether the headers read so far announce this many bytes of content. */
    boolean promises(int target) {
        return target <= promised;
    }

    /** Where in the view the next record header is to be looked for. */
    int nextHeader() {
        return wireEnd;
    }

    /** Where in the view the content of this many bytes ends; only if {@link #promises}. */
    int wireEndOf(int target) {
        return wireEnd - (promised - target);
    }

    /**
     * Goes on with the record whose header is at {@link #nextHeader}.
     *
     * @return false if it can't be part of a handshake message, or there are too many
     */
    boolean extend() {
        if (!RecordHeader.isAt(wire, wireEnd)
                || RecordHeader.type(wire, wireEnd) != RecordHeader.HANDSHAKE
                || records >= MAX_RECORDS) {
            return false;
        }
        int recordLength = RecordHeader.length(wire, wireEnd);
        wireEnd += RecordHeader.SIZE;
        add(recordLength);
        return true;
    }
}
