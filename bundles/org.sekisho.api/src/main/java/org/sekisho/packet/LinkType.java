// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/**
 * Link-layer header types of captured frames, by the numbers of the registry "LINKTYPE_ values"
 * that pcap and pcapng share (draft-ietf-opsawg-pcaplinktype).
 */
public final class LinkType {
    /** BSD loopback: four bytes address family in the byte order of the capturing host. */
    public static final int NULL = 0;

    /** Ethernet (IEEE 802.3). */
    public static final int ETHERNET = 1;

    /** Raw IPv4 or IPv6, the value some systems write instead of 101. */
    public static final int RAW_BSD = 12;

    /** Raw IPv4 or IPv6, OpenBSD's value. */
    public static final int RAW_OPENBSD = 14;

    /** Raw IPv4 or IPv6: the first nibble tells which. */
    public static final int RAW = 101;

    /** IEEE 802.11 without a radio header; not decoded. */
    public static final int IEEE802_11 = 105;

    /** OpenBSD loopback: as {@link #NULL}, always big-endian. */
    public static final int LOOP = 108;

    /** Linux cooked capture, version 1 (16 bytes). */
    public static final int LINUX_SLL = 113;

    /** IEEE 802.11 with a radiotap header; not decoded. */
    public static final int IEEE802_11_RADIOTAP = 127;

    /** Raw IPv4. */
    public static final int IPV4 = 228;

    /** Raw IPv6. */
    public static final int IPV6 = 229;

    /** Linux cooked capture, version 2 (20 bytes). */
    public static final int LINUX_SLL2 = 276;

    private LinkType() {}
}
