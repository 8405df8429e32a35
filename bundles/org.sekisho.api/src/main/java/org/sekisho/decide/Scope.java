// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

/** How much a block covers. */
public enum Scope {
    /** One flow. */
    FLOW,
    /** Everything between client and server. */
    PAIR,
    /** Everything to and from the server. */
    SERVER,
    /** Everything to and from the client. */
    CLIENT,
    /** Everything from a MAC address. */
    MAC
}
