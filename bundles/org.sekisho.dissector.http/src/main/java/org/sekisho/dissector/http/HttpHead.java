// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import java.util.List;
import org.sekisho.event.http.HttpHeader;

/**
 * The head of a message.
 *
 * @param first method of a request, version of a response
 * @param second request target, or status code (three digits)
 * @param third version of a request, reason phrase of a response
 * @param headers the first fields, credentials hidden
 * @param bodyLength length of the body in bytes as the head tells it, or one of the constants below
 */
record HttpHead(
        String first, String second, String third, List<HttpHeader> headers, long bodyLength) {
    /** Neither a length nor a transfer coding is given. */
    static final long NOT_TOLD = -1;

    /** The body comes in chunks (RFC 9112 §7.1). */
    static final long CHUNKED = -2;

    /** The fields contradict each other, or say something that we can't follow. */
    static final long UNCLEAR = -3;
}
