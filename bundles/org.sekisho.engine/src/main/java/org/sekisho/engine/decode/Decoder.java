// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.sekisho.packet.LinkType;

/**
 * Decodes frames, from the link layer through tags and tunnels to the innermost packet's payload.
 * One per worker, for one thread. No bytes, however damaged, cause an exception; nothing is
 * allocated except when fragments are held, and that within {@link DecodeLimits}. Checksums are not
 * looked at: frames captured on their sender don't have them yet.
 */
public final class Decoder {
    private final long[] causes = new long[Cause.values().length];
    private final DecodeLimits limits;
    private final FragmentTable fragments;
    private final Ipv4Layer ipv4;
    private final Ipv6Layer ipv6;
    private final boolean fastPath;
    private Cursor cursor;

    /** A decoder with these bounds. */
    public Decoder(DecodeLimits limits) {
        this(limits, true);
    }

    Decoder(DecodeLimits limits, boolean fastPath) {
        this.limits = limits;
        this.fastPath = fastPath;
        fragments = new FragmentTable(limits, causes);
        ipv4 = new Ipv4Layer(fragments);
        ipv6 = new Ipv6Layer(fragments);
    }

    /**
     * Decodes one frame.
     *
     * @param array holds the frame; not kept beyond the use of the view
     * @param offset where the frame starts
     * @param capturedLength its captured bytes
     * @param originalLength bytes it had on the wire; taken as captured if it says less
     * @param linkType a number of {@link LinkType}
     * @param vlanFromMetadata tag that the capture took out of the frame (low 12 bits count), or -1
     * @param now greatest packet time so far, in nanoseconds; fragments age by it
     * @param view filled if the outcome is PACKET or LINK, until the next call
     * @throws IndexOutOfBoundsException if the frame is not inside the array
     */
    public Outcome decode(
            byte[] array,
            int offset,
            int capturedLength,
            int originalLength,
            int linkType,
            int vlanFromMetadata,
            long now,
            PacketView view) {
        Objects.checkFromIndexSize(offset, capturedLength, array.length);
        int id = vlanFromMetadata & 0xfff;
        int vlan = vlanFromMetadata < 0 || id == 0 ? -1 : id;
        if (fastPath
                && linkType == LinkType.ETHERNET
                && FastPath.decode(array, offset, capturedLength, vlan, view)) {
            return Outcome.PACKET;
        }
        if (cursor == null || cursor.view != view) {
            cursor = new Cursor(view, limits, causes);
        }
        view.clear(array, vlan);
        cursor.start(array, offset, capturedLength, originalLength, now);
        return layers(cursor, linkType);
    }

    private Outcome layers(Cursor c, int linkType) {
        Step step = LinkLayer.read(c, linkType);
        // every round consumes a header that the limits count
        while (true) {
            switch (step) {
                case ETHERNET:
                    step = EthernetLayer.read(c);
                    break;
                case IP:
                    boolean six = c.has(1) && (c.array[c.at] & 0xf0) == 0x60;
                    step = six ? Step.IPV6 : Step.IPV4;
                    break;
                case IPV4:
                    step = ipv4.read(c);
                    break;
                case IPV6:
                    step = ipv6.read(c);
                    break;
                case PROTOCOL:
                    step = TunnelLayer.read(c);
                    break;
                case PACKET:
                    return Outcome.PACKET;
                case LINK:
                    return Outcome.LINK;
                case HELD:
                    return Outcome.HELD;
                default:
                    return Outcome.SKIPPED;
            }
        }
    }

    /**
     * Frames that were not decoded to their end, by cause in words for people; causes without
     * frames are left out. Fragments that still wait count as missing the others. A frame whose
     * fragment overlaps another counts under that cause in addition to what becomes of it.
     */
    public Map<String, Long> causes() {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (Cause cause : Cause.values()) {
            long frames = causes[cause.ordinal()];
            if (cause == Cause.FRAGMENT_MISSING) {
                frames += fragments.waiting();
            }
            if (frames > 0) {
                counted.put(cause.words(), frames);
            }
        }
        return counted;
    }

    /** Fragments given up at a bound of {@link DecodeLimits}, not counting those out of time. */
    public long evicted() {
        return causes[Cause.FRAGMENT_BOUND.ordinal()];
    }
}
