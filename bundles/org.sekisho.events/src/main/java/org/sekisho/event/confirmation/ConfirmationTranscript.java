// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.confirmation;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/**
 * A server was asked what it is.
 *
 * @param origin the connection because of which it was asked and its frame, with the time of asking
 * @param server who was asked: the server's end of that connection
 * @param source the address from which it was asked
 * @param exchanges what was asked, in order, and what was answered
 */
public record ConfirmationTranscript(
        Origin origin, Endpoint server, IpAddress source, List<Exchange> exchanges)
        implements Event {
    /** Copies the list. */
    public ConfirmationTranscript {
        exchanges = List.copyOf(exchanges);
    }
}
