// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import org.sekisho.packet.LinkType;

/** Where in a datagram the frame is; reused from datagram to datagram. */
final class MirroredFrame {
    /** More than the longest IP packet and its headers: what may be missing of a frame. */
    private static final int UNKNOWN = 1 << 17;

    /** Index of its first byte. */
    int at;

    /** Index behind its last byte. */
    int end;

    /** Bytes it had on the wire. */
    int originalLength;

    /** What it begins with, a number of {@link LinkType}. */
    int linkType;

    /** VLAN that the switch took out of it, or -1. */
    int vlan;

    /** A frame of Ethernet from here to there, with all that it had. */
    void set(int at, int end) {
        this.at = at;
        this.end = end;
        originalLength = end - at;
        linkType = LinkType.ETHERNET;
        vlan = -1;
    }

    /** It was longer; how much, its own headers say. */
    void isCut() {
        originalLength = end - at + UNKNOWN;
    }
}
