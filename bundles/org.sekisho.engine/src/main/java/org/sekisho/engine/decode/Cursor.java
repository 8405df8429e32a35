// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/**
 * How far a frame has been read, handed from layer to layer. Between {@link #at} and {@link #end}
 * lie captured bytes; {@link #missing} more belong to the same packet but were not captured. Each
 * layer narrows that to what its own length field says.
 */
final class Cursor {
    final PacketView view;
    final DecodeLimits limits;
    private final long[] causes;

    byte[] array;
    int at;
    int end;
    int missing;

    /** IP protocol number of the header at the cursor. */
    int protocol;

    /** Greatest packet time so far, in nanoseconds. */
    long now;

    /** Packets reassembled within this frame so far; each has a buffer of its own. */
    int reassemblies;

    /**
     * Whether the innermost IP packet had a fragment header already; a second one makes no sense.
     */
    boolean fragmented;

    private int headers;

    Cursor(PacketView view, DecodeLimits limits, long[] causes) {
        this.view = view;
        this.limits = limits;
        this.causes = causes;
    }

    void start(byte[] frame, int offset, int captured, int original, long time) {
        array = frame;
        at = offset;
        end = offset + captured;
        // a length nobody can have sent only has to stay clear of overflow
        missing = Math.min(Math.max(0, original - captured), 1 << 24);
        now = time;
        headers = 0;
        reassemblies = 0;
        fragmented = false;
    }

    /** Whether so many bytes were captured here. */
    boolean has(int size) {
        return end - at >= size;
    }

    /** Bytes of the packet from here on, captured or not. */
    int rest() {
        return end - at + missing;
    }

    /** The packet ends so many bytes from here: at most {@link #rest}. */
    void narrow(int size) {
        int captured = Math.min(size, end - at);
        missing = size - captured;
        end = at + captured;
    }

    /** An IP header was read: what follows it counts anew. */
    void enterIp() {
        headers = 0;
        fragmented = false;
    }

    /** Counts a tag, label or extension header; false if there are too many. */
    boolean nextHeader() {
        return ++headers <= limits.headers();
    }

    /** Goes into a tunnel whose content stands at the cursor. */
    Step tunnel(Step content) {
        if (view.depth >= limits.tunnels()) {
            return skip(Cause.TUNNEL_DEPTH);
        }
        view.depth++;
        view.clearTransport();
        headers = 0;
        return content;
    }

    Step skip(Cause cause) {
        count(cause, 1);
        return Step.SKIPPED;
    }

    void count(Cause cause, int frames) {
        causes[cause.ordinal()] += frames;
    }

    /** A header of this size is not there: cut by the capture, or never sent. */
    Step tooShort(int size) {
        return skip(rest() >= size ? Cause.CUT : Cause.FRAME_SHORT);
    }

    /** Ends with what is at the cursor as the payload of an IP packet. */
    Step packet() {
        view.payloadOffset = at;
        view.payloadLength = end - at;
        view.cut = missing;
        return Step.PACKET;
    }

    /** Ends with what is at the cursor as the payload of a frame without IP. */
    Step link(int etherType) {
        view.etherType = etherType;
        view.ipVersion = 0;
        view.protocol = 0;
        view.srcHigh = 0;
        view.srcLow = 0;
        view.dstHigh = 0;
        view.dstLow = 0;
        view.ipOffset = 0;
        view.ipLength = 0;
        view.ipId = 0;
        view.l4Offset = 0;
        packet();
        return Step.LINK;
    }
}
