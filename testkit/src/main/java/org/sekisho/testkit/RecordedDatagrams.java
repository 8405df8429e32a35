// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.util.List;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.event.Flow;
import org.sekisho.packet.Direction;

/**
 * The datagrams of a UDP flow, or the ICMP messages between two addresses with one identifier.
 *
 * @param flow client is who sent first
 * @param datagrams in the order of capture
 */
public record RecordedDatagrams(Flow flow, List<Datagram> datagrams) {
    /** Copies the list. */
    public RecordedDatagrams {
        datagrams = List.copyOf(datagrams);
    }

    /**
     * One datagram.
     *
     * @param direction of the datagram
     * @param bytes above UDP, or above the first 8 bytes of ICMP
     * @param cut bytes that the capture left out
     * @param frame number of the frame that completed it
     * @param time packet time of that frame
     * @param icmpTypeAndCode {@code type << 8 | code}; -1 above UDP
     * @param icmpIdAndSequence {@code id << 16 | sequence}; 0 above UDP
     */
    public record Datagram(
            Direction direction,
            byte[] bytes,
            int cut,
            long frame,
            long time,
            int icmpTypeAndCode,
            int icmpIdAndSequence) {}

    /** Shows all datagrams to a dissector that accepts the flow, until it is done; then the end. */
    public DatagramReplay replay(DatagramDissector dissector) {
        DatagramReplay replay = new DatagramReplay(flow, dissector);
        replay.run(datagrams);
        return replay;
    }
}
