// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import java.util.LinkedHashMap;
import java.util.Map;

/** Decodes frames; one per worker, for one thread. */
public final class Decoder {
    private final long[] causes = new long[Cause.values().length];

    /** A decoder with these bounds. */
    public Decoder(DecodeLimits limits) {}

    /** Decodes one frame into the view. */
    public Outcome decode(
            byte[] array,
            int offset,
            int capturedLength,
            int originalLength,
            int linkType,
            int vlanFromMetadata,
            long now,
            PacketView view) {
        view.clear(array, vlanFromMetadata);
        causes[Cause.LINK_TYPE.ordinal()]++;
        return Outcome.SKIPPED;
    }

    /** Frames that were not decoded to their end, by cause in words; causes without frames left out. */
    public Map<String, Long> causes() {
        Map<String, Long> counted = new LinkedHashMap<>();
        for (Cause cause : Cause.values()) {
            if (causes[cause.ordinal()] > 0) {
                counted.put(cause.words(), causes[cause.ordinal()]);
            }
        }
        return counted;
    }

    /** Fragments given up at a bound. */
    public long evicted() {
        return causes[Cause.FRAGMENT_BOUND.ordinal()];
    }
}
