// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

/** Internet checksums (RFC 1071), so that a mutant is what a network would carry. */
final class Checksum {
    private Checksum() {}

    static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static void put32(byte[] bytes, int at, int value) {
        put16(bytes, at, value >>> 16);
        put16(bytes, at + 2, value);
    }

    /** Writes the checksum of an IPv4 header. */
    static void ipv4(byte[] bytes, int at) {
        put16(bytes, at + 10, 0);
        put16(bytes, at + 10, fold(sum(bytes, at, (bytes[at] & 15) * 4)));
    }

    /** Writes the checksum of a whole TCP segment or UDP datagram that IPv4 carries. */
    static void transport(byte[] bytes, int ip) {
        int header = (bytes[ip] & 15) * 4;
        int total = (bytes[ip + 2] & 0xff) << 8 | bytes[ip + 3] & 0xff;
        int protocol = bytes[ip + 9] & 0xff;
        int at = ip + header + (protocol == 6 ? 16 : 6);
        int length = total - header;
        if (protocol != 6 && protocol != 17 || at + 2 > bytes.length) {
            return;
        }
        put16(bytes, at, 0);
        int end = Math.min(length, bytes.length - ip - header);
        put16(
                bytes,
                at,
                fold(sum(bytes, ip + 12, 8) + protocol + length + sum(bytes, ip + header, end)));
    }

    private static long sum(byte[] bytes, int at, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[at + i] & 0xffL) << ((i & 1) == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
