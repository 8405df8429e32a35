// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissect;

import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/** A datagram's side of {@link FlowScope}. */
@ProviderType
public interface DatagramScope extends FlowScope {
    /** {@link Transport#UDP} or {@link Transport#ICMP}. */
    Transport transport();

    /** Address of the server as the 4 or 16 bytes on the wire, for comparison with names. */
    byte[] serverAddress();

    /** Type and code of the current ICMP message as {@code type << 8 | code}; -1 above UDP. */
    int icmpTypeAndCode();

    /**
     * Identifier and sequence number of an ICMP message as {@code id << 16 | sequence}; 0 above
     * UDP.
     */
    int icmpIdAndSequence();

    /**
     * A piece of a stream inside. The engine puts pieces in order, drops repeated ones and shows
     * the stream to the stream dissectors; its memory is charged to this flow.
     *
     * @param carrier what this flow is to the inner stream
     * @param stream tells successive streams of a flow apart; any value
     * @param direction of the piece
     * @param number of the piece, counting from 0 in each direction of each stream
     * @param piece its bytes, copied if they can't be used at once; may be empty
     */
    void inner(Carrier carrier, long stream, Direction direction, long number, Payload piece);

    /** The inner stream has ended. */
    void innerEnd(long stream);
}
