// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.ike;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * A responder answered the first message of an IKE version 1 exchange (RFC 2409 §5) with the
 * initiator's cookie, 64 random bits, so it has seen it; or the initiator went on with the cookies
 * of both. Published once per exchange.
 *
 * @param origin where and when
 * @param exchange 2 main mode, 4 aggressive mode
 * @param payloads types of the answer's payloads, in the order sent, at most 32
 * @param vendorIds contents of its vendor id payloads (RFC 2408 §3.16), in the order sent, at most
 *     16 of at most 64 bytes each
 */
public record IkeAnswer(Origin origin, int exchange, List<Integer> payloads, List<Octets> vendorIds)
        implements Event {
    /** Copies the lists. */
    public IkeAnswer {
        payloads = List.copyOf(payloads);
        vendorIds = List.copyOf(vendorIds);
    }
}
