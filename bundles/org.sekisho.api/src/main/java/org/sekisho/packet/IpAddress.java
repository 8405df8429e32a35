// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/**
 * An IPv4 or IPv6 address.
 *
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address; for IPv4 the address in the lower 32 bits
 * @param v6 whether this is an IPv6 address
 */
public record IpAddress(long high, long low, boolean v6)
        implements Comparable<IpAddress>, java.io.Serializable {
    /** Refuses an IPv4 address with more than 32 bits. */
    public IpAddress {
        if (!v6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /** The IPv4 address with these 32 bits, first octet most significant. */
    public static IpAddress v4(int bits) {
        return new IpAddress(0, bits & 0xffff_ffffL, false);
    }

    /** The IPv6 address with these 128 bits. */
    public static IpAddress v6(long high, long low) {
        return new IpAddress(high, low, true);
    }

    /**
     * Reads an address from text: dotted IPv4 (four decimal numbers) or IPv6 (RFC 4291 §2.2,
     * without zone). Never asks a resolver.
     *
     * @return the address, or null if the text is not one
     */
    public static IpAddress parse(String text) {
        return IpText.parse(text);
    }

    /** Whether this is a loopback, unspecified, multicast or limited broadcast address. */
    public boolean isSpecial() {
        if (v6) {
            return high >>> 56 == 0xff || high == 0 && low >>> 1 == 0;
        }
        int first = (int) (low >>> 24);
        return first == 0 || first == 127 || first >= 224 && first < 240 || low == 0xffff_ffffL;
    }

    /**
     * Whether the address belongs to a site rather than to the internet: RFC 1918, RFC 6598 shared,
     * RFC 3927 and fe80::/10 link-local, RFC 4193 unique local.
     */
    public boolean isPrivate() {
        if (v6) {
            return high >>> 57 == 0xfc >>> 1 || high >>> 54 == 0xfe80 >>> 6;
        }
        int bits = (int) low;
        return bits >>> 24 == 10
                || bits >>> 20 == 0xac1
                || bits >>> 16 == 0xc0a8
                || bits >>> 16 == 0xa9fe
                || bits >>> 22 == 0x6440_0000 >>> 22;
    }

    /** The 4 or 16 bytes as on the wire. */
    public byte[] toBytes() {
        byte[] bytes = new byte[v6 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            bytes[i] = (byte) (fromEnd >= 8 ? high >>> 8 * (fromEnd - 8) : low >>> 8 * fromEnd);
        }
        return bytes;
    }

    /** IPv4 before IPv6, then by value. */
    @Override
    public int compareTo(IpAddress other) {
        if (v6 != other.v6) {
            return v6 ? 1 : -1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted text for IPv4, RFC 5952 text for IPv6. */
    @Override
    public String toString() {
        return IpText.format(this);
    }
}
