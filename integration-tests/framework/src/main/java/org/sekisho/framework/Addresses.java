// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

/** Gives a host of an Ethernet frame another IPv4 address, in the IP and ARP headers alone. */
final class Addresses {
    static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int HEADER_CHECKSUM = 24;

    private Addresses() {}

    static int etherType(byte[] frame) {
        return (frame[12] & 0xff) << 8 | frame[13] & 0xff;
    }

    static int read(byte[] bytes, int at) {
        return bytes[at] << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    /** Writes {@code to} wherever an address field holds {@code from}. */
    static void replace(byte[] bytes, int start, int length, int from, int to) {
        if (length < 34) {
            return;
        }
        int type = (bytes[start + 12] & 0xff) << 8 | bytes[start + 13] & 0xff;
        if (type == IPV4) {
            // RFC 791 §3.1: source at 12, destination at 16
            replaceField(bytes, start + 26, from, to, start + HEADER_CHECKSUM);
            replaceField(bytes, start + 30, from, to, start + HEADER_CHECKSUM);
        } else if (type == ARP && length >= 42) {
            // RFC 826: sender at 14, target at 24
            replaceField(bytes, start + 28, from, to, -1);
            replaceField(bytes, start + 38, from, to, -1);
        }
    }

    private static void replaceField(byte[] bytes, int at, int from, int to, int checksum) {
        if (read(bytes, at) != from) {
            return;
        }
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (to >>> 24 - 8 * i);
        }
        if (checksum >= 0) {
            adjust(bytes, checksum, from, to);
        }
    }

    /** RFC 1624, equation 3. */
    private static void adjust(byte[] bytes, int at, int from, int to) {
        long sum = ~((bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff) & 0xffff;
        sum += (~from >>> 16 & 0xffff) + (~from & 0xffff) + (to >>> 16) + (to & 0xffff);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        bytes[at] = (byte) (~sum >>> 8);
        bytes[at + 1] = (byte) ~sum;
    }
}
