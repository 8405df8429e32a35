// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.http;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * The head of an HTTP/1 response (RFC 9112 §4).
 *
 * @param origin where and when
 * @param status such as 200
 * @param reason reason phrase, may be empty
 * @param version such as {@code HTTP/1.1}
 * @param headers fields in the order sent, at most 64, names as sent
 * @param body first bytes of the body that came in the same segment, at most 256
 */
public record HttpResponse(
        Origin origin,
        int status,
        String reason,
        String version,
        List<HttpHeader> headers,
        Octets body)
        implements Event {
    /** Copies the list. */
    public HttpResponse {
        headers = List.copyOf(headers);
    }
}
