// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.tls;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/**
 * A Certificate message in clear (up to TLS 1.2, RFC 5246 §7.4.2).
 *
 * @param origin where and when
 * @param direction {@link Direction#TO_CLIENT} for the server's
 * @param certificates DER, the end's own first; at most 4 of at most 16 KiB each, unchecked
 */
public record CertificateChain(Origin origin, Direction direction, List<Octets> certificates)
        implements Event {
    /** Copies the list. */
    public CertificateChain {
        certificates = List.copyOf(certificates);
    }
}
