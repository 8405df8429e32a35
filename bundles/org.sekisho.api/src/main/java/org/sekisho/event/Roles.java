// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

/** How it is known which end of a flow is the client; a later constant is the better reason. */
public enum Roles {
    /** Only that its packet came first. */
    FIRST_PACKET,
    /** The capture began in the middle; ports and inside networks speak for it. */
    PORTS,
    /** The protocol says so, such as a ClientHello or the direction of a key. */
    PROTOCOL,
    /** The TCP SYN was seen. */
    SYN
}
