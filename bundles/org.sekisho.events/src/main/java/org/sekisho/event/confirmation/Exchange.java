// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.confirmation;

import org.sekisho.packet.Octets;

/**
 * One question to a server and its answer.
 *
 * @param question what was asked, as {@code GET /}
 * @param answer what came back inside TLS, from the first byte; cut to {@value #MAX_ANSWER} bytes
 * @param failure why there is no (whole) answer, for people; null if there is one
 * @param nanos from the begin of the connection to its end
 */
public record Exchange(String question, Octets answer, String failure, long nanos)
        implements java.io.Serializable {
    /** Most bytes kept of an answer. */
    public static final int MAX_ANSWER = 4096;

    /** Refuses answers that are too long. */
    public Exchange {
        if (answer.length() > MAX_ANSWER) {
            throw new IllegalArgumentException("at most " + MAX_ANSWER + " bytes of an answer");
        }
    }
}
