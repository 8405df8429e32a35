// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

/** What a mirrored frame is wrapped in. */
enum Encapsulation {
    /** TaZmen Sniffer Protocol, as routers of MikroTik and access points send it. */
    TZSP(37008) {
        @Override
        Finding find(byte[] array, int at, int end, MirroredFrame frame) {
            return Tzsp.find(array, at, end, frame);
        }
    },

    /** Virtual Extensible LAN, RFC 7348; the port is assigned there in section 8. */
    VXLAN(4789) {
        @Override
        Finding find(byte[] array, int at, int end, MirroredFrame frame) {
            // flag I, and not the P of drafts that carry other things than Ethernet
            if (end - at < VXLAN_BYTES || (array[at] & 0x0c) != 0x08) {
                return Finding.MALFORMED;
            }
            return ethernet(at + VXLAN_BYTES, end, frame);
        }
    },

    /** ERSPAN in GRE in UDP; the port is that of GRE in UDP (RFC 8086 section 9). */
    ERSPAN(4754) {
        @Override
        Finding find(byte[] array, int at, int end, MirroredFrame frame) {
            return Erspan.find(array, at, end, frame);
        }
    };

    /** Flags, reserved, network identifier, reserved (RFC 7348 section 5). */
    private static final int VXLAN_BYTES = 8;

    /** Two addresses and the EtherType. */
    private static final int LEAST_ETHERNET = 14;

    private final int port;

    Encapsulation(int port) {
        this.port = port;
    }

    /** The UDP port that is assigned to it, or that its senders use. */
    int port() {
        return port;
    }

    /**
     * Finds the frame in a datagram. No bytes, however damaged, cause an exception.
     *
     * @param frame filled if the answer is {@link Finding#FRAME}
     */
    abstract Finding find(byte[] array, int at, int end, MirroredFrame frame);

    static Finding ethernet(int at, int end, MirroredFrame frame) {
        if (end - at < LEAST_ETHERNET) {
            return Finding.MALFORMED;
        }
        frame.set(at, end);
        return Finding.FRAME;
    }

    static int u16(byte[] array, int at) {
        return (array[at] & 0xff) << 8 | array[at + 1] & 0xff;
    }
}
