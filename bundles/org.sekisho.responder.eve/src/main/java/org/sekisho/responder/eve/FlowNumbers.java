// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.security.SecureRandom;

/**
 * Numbers of flows as EVE has them: the same in all records about one flow, and not those of
 * another run, although an analysis counts its flows from 1 each time.
 */
final class FlowNumbers {
    /** JSON readers keep integers up to 53 bits exactly; collectors are used to 51. */
    private static final long BITS = (1L << 51) - 1;

    private final long run = new SecureRandom().nextLong();

    /** The number of a flow; 0 stays 0, for none. */
    long of(long flow) {
        if (flow == 0) {
            return 0;
        }
        // finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads neighbours
        long mixed = flow + run;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return Math.max(1, (mixed ^ mixed >>> 31) & BITS);
    }
}
