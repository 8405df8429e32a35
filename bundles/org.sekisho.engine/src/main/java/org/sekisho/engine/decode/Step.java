// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/** What stands at the cursor, or how decoding ended. */
enum Step {
    /** Destination and source MAC address. */
    ETHERNET,
    /** An IPv4 header. */
    IPV4,
    /** An IPv6 header. */
    IPV6,
    /** IPv4 or IPv6; the first four bits tell. */
    IP,
    /** A header that the cursor's IP protocol number names. */
    PROTOCOL,
    /** Done: see {@link Outcome#PACKET}. */
    PACKET,
    /** Done: see {@link Outcome#LINK}. */
    LINK,
    /** Done: see {@link Outcome#HELD}. */
    HELD,
    /** Done: see {@link Outcome#SKIPPED}. */
    SKIPPED
}
