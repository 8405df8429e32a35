// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

/** What a piece of evidence speaks for. */
public enum Finding {
    /** A tunnel between client and server. */
    TUNNEL,
    /** The software is there: look-ups, attempts, administration; nothing about a tunnel. */
    CONTROL,
    /** The host offers a virtual hub to others. */
    HUB,
    /** A host joins the local network to a foreign one. */
    LAN
}
