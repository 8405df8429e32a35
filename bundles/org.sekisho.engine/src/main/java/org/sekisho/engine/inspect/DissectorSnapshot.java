// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import java.util.Comparator;
import java.util.List;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.StreamDissector;

/**
 * The dissectors that take part at one moment, in the order in which they are asked.
 *
 * @param version rises with every change
 * @param streams stream dissectors
 * @param datagrams datagram dissectors
 * @param links link dissectors
 * @param awaitedUntil {@link System#nanoTime} until which a stream dissector that left is expected
 *     back, so that streams which nobody knows are held for it; any past time if none is
 */
public record DissectorSnapshot(
        long version,
        List<Seat<StreamDissector>> streams,
        List<Seat<DatagramDissector>> datagrams,
        List<Seat<LinkDissector>> links,
        long awaitedUntil) {
    /** Order of asking: higher service ranking, then name, then the older service. */
    public static final Comparator<Seat<?>> ORDER =
            Comparator.<Seat<?>>comparingInt(seat -> -seat.ranking())
                    .thenComparing(Seat::name)
                    .thenComparingLong(Seat::id);

    /** Sorts and copies the lists. */
    public DissectorSnapshot {
        streams = streams.stream().sorted(ORDER).toList();
        datagrams = datagrams.stream().sorted(ORDER).toList();
        links = links.stream().sorted(ORDER).toList();
    }

    /** The newer one: what an analysis that is over has closed can't be opened again. */
    public static DissectorSnapshot newer(DissectorSnapshot one, DissectorSnapshot other) {
        return other.version() > one.version() ? other : one;
    }

    /** Nobody, and nobody after it. */
    public static DissectorSnapshot closed() {
        return new DissectorSnapshot(
                Long.MAX_VALUE, List.of(), List.of(), List.of(), System.nanoTime());
    }

    /** Nobody yet. */
    public static DissectorSnapshot empty() {
        return new DissectorSnapshot(0, List.of(), List.of(), List.of(), System.nanoTime());
    }
}
