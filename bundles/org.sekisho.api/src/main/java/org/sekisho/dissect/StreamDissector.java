// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * Reads one protocol above TCP, or in a stream found inside other traffic. Registered as a
 * prototype-scoped service; each worker uses an instance of its own, so no method needs to be
 * thread-safe. Fields may hold scratch memory, never anything about a flow: that belongs into
 * {@link FlowScope#state()}.
 *
 * <p>The engine shows the first bytes of each direction to all dissectors, in the order of service
 * ranking, then of {@link #protocol()}, whatever the ports; the first that answers {@link
 * Probe#YES} gets the stream. An exception out of any method is counted, logged once, and ends the
 * look at that flow.
 */
@ConsumerType
public interface StreamDissector {
    /** Name of the protocol in lower case, such as {@code tls}; also for counters and logs. */
    String protocol();

    /**
     * Number of the state's layout; the same number promises that state can be carried over. From
     * another one {@link #convert} may.
     */
    int stateLayout();

    /** Bytes of state per flow, 0 to {@link StateSlot#MAX_SIZE}. */
    int stateSize();

    /**
     * Takes over a flow from another version of this dissector, of the same {@link #protocol()},
     * whose state has another layout. Asked before the flow's next call when that version has left.
     *
     * @param layout number of that layout, not {@link #stateLayout()}
     * @param older the flow's state in that layout
     * @param state all zero, of {@link #stateSize()} bytes; to be filled with the same in one's own
     * @return false if that layout is not known; the flow then begins anew in its middle
     */
    default boolean convert(int layout, StateSlot older, StateSlot state) {
        return false;
    }

    /**
     * Judges the first bytes of one direction of a stream (or, if {@link FlowScope#midStream()},
     * bytes from its middle at the start of a segment).
     *
     * @param head bytes in order from the start, at least one; shown again with more bytes after
     *     {@link Probe#MORE}, up to 4 KiB
     */
    Probe probe(StreamScope scope, Direction direction, Payload head);

    /**
     * Takes bytes in order. Called again at once with what is left as long as something was
     * consumed and the direction's need is met.
     *
     * @param bytes everything that is there and was not consumed before, at least as many bytes as
     *     were asked for with {@link StreamScope#need}
     * @return how many bytes were consumed, 0 to {@code bytes.length()}
     */
    int data(StreamScope scope, Direction direction, Payload bytes);

    /**
     * Bytes of a direction will never come: lost by the capture, or given up at a memory bound. The
     * next {@link #data} of the direction continues after them. A skip still pending has been
     * reduced by them.
     *
     * @param missing how many bytes are missing beyond a pending skip, greater than 0
     */
    void gap(StreamScope scope, Direction direction, long missing);

    /** The flow ended or is given up; a last chance to say what was gathered. */
    void end(StreamScope scope);
}
