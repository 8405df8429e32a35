// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import org.sekisho.event.Roles;

/**
 * Whom a piece of evidence is about.
 *
 * @param client the end that dials; null if only the server is known
 * @param server the end that listens, the real target behind a proxy; null if only the client is
 *     known
 * @param roles how the two were told apart
 * @param via the proxy between them; null if there is none
 */
public record Subject(Party client, Party server, Roles roles, Via via)
        implements java.io.Serializable {
    /** Refuses evidence about nobody. */
    public Subject {
        if (client == null && server == null) {
            throw new IllegalArgumentException("evidence must name a client or a server");
        }
    }
}
