// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Reads datagrams of UDP or ICMP flows. Registered as a prototype-scoped service; each worker uses
 * an instance of its own, so no method needs to be thread-safe. Fields may hold scratch memory,
 * never anything about a flow.
 *
 * <p>Several dissectors may read the same flow, each with a state of its own, in the order of
 * service ranking, then of {@link #protocol()}. The engine stops showing a flow to a dissector that
 * calls {@link FlowScope#done()}, or when the flow's inspection budget is used up; it takes the
 * flow up again after a pause.
 */
@ConsumerType
public interface DatagramDissector {
    /** Name of the protocol in lower case; also for counters and logs. */
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
     * Whether a new flow is worth looking at; asked once per flow with what is known then. Ports
     * are a hint, never proof.
     */
    boolean accepts(Transport transport, int clientPort, int serverPort);

    /**
     * Takes one datagram.
     *
     * @param payload the bytes above UDP, or above the first 8 bytes of an ICMP message; may be
     *     empty or cut short by the capture
     * @param cut bytes of the datagram that the capture left out, 0 if complete
     */
    void datagram(DatagramScope scope, Direction direction, Payload payload, int cut);

    /** The flow ended or is given up. */
    default void end(DatagramScope scope) {}
}
