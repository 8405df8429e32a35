// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.openvpn;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * The outside of the server's part of the TLS handshake in OpenVPN's control channel over TCP,
 * published when the client speaks after the server's first records of type 23. Over UDP the TLS is
 * an inner stream, and events of TLS say more.
 *
 * @param origin where and when
 * @param records lengths of these records up to then, at most 8: in TLS 1.3 the server's
 *     EncryptedExtensions to Finished (RFC 8446 §4), in earlier versions its first data
 */
public record OpenVpnHandshake(Origin origin, List<Integer> records) implements Event {
    /** Copies the list. */
    public OpenVpnHandshake {
        records = List.copyOf(records);
    }
}
