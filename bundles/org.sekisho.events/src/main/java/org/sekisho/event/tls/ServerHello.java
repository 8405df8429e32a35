// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.tls;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * A ServerHello (RFC 8446 §4.1.3). A HelloRetryRequest is none.
 *
 * @param origin where and when
 * @param version negotiated version: of extension 43 if present, else of the hello; 0x0304 is TLS
 *     1.3
 * @param cipherSuite chosen suite
 * @param extensions type numbers in the order sent
 * @param sessionId length of the session id in bytes
 * @param sessionResumed whether it repeats a session id that the client offered below TLS 1.3
 * @param alpn protocol chosen in clear; null if none was
 * @param ja3s fingerprint as 32 hexadecimal characters
 */
public record ServerHello(
        Origin origin,
        int version,
        int cipherSuite,
        List<Integer> extensions,
        int sessionId,
        boolean sessionResumed,
        String alpn,
        String ja3s)
        implements Event {
    /** Copies the list. */
    public ServerHello {
        extensions = List.copyOf(extensions);
    }
}
