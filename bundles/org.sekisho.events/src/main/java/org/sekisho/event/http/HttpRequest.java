// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.http;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Octets;

/**
 * The head of an HTTP/1 request (RFC 9112 §3).
 *
 * @param origin where and when
 * @param method such as {@code GET} or {@code CONNECT}
 * @param target request target as sent, at most 2,048 characters; user information in a URI is
 *     replaced by the word {@code (hidden)}
 * @param version such as {@code HTTP/1.1}
 * @param headers fields in the order sent, at most 64, names as sent
 * @param body first bytes of the body that came in the same segment, at most 64
 */
public record HttpRequest(
        Origin origin,
        String method,
        String target,
        String version,
        List<HttpHeader> headers,
        Octets body)
        implements Event {
    /** Copies the list. */
    public HttpRequest {
        headers = List.copyOf(headers);
    }
}
