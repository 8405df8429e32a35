// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

import java.util.ArrayList;
import java.util.List;

/**
 * A network: all addresses that share their first bits. A single address is a prefix of full
 * length. IPv4 addresses written as IPv6 (::ffff:0:0/96, RFC 4291 §2.5.5.2) become IPv4.
 *
 * @param address its first address; the bits behind the prefix are zero
 * @param length bits that all share: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpPrefix(IpAddress address, int length)
        implements Comparable<IpPrefix>, java.io.Serializable {
    private static final long MAPPED_LOW = 0xffff_0000_0000L;

    /** Clears the bits behind the prefix, and makes IPv4 of what is IPv4. */
    public IpPrefix {
        if (length < 0 || length > bits(address)) {
            throw new IllegalArgumentException(
                    "a prefix of " + address + " has 0 to " + bits(address) + " bits: " + length);
        }
        boolean mapped =
                address.v6()
                        && length >= 96
                        && address.high() == 0
                        && (address.low() & 0xffff_ffff_0000_0000L) == MAPPED_LOW;
        if (mapped) {
            address = IpAddress.v4((int) address.low());
            length -= 96;
        }
        address = cleared(address, length);
    }

    /** The prefix that holds this address alone. */
    public static IpPrefix of(IpAddress address) {
        return new IpPrefix(address, bits(address));
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or an address alone. Never asks a resolver.
     *
     * @return the prefix, or null if the text is none
     */
    public static IpPrefix parse(String text) {
        int slash = text == null ? -1 : text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        if (slash < 0) {
            return of(address);
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(digits) > bits(address)) {
            return null;
        }
        return new IpPrefix(address, Integer.parseInt(digits));
    }

    /** Whether it is one address. */
    public boolean isSingle() {
        return length == bits(address);
    }

    /** The last address in it; the first is {@link #address}. */
    public IpAddress last() {
        int host = bits(address) - length;
        if (!address.v6()) {
            return IpAddress.v4((int) (address.low() | (1L << host) - 1));
        }
        return IpAddress.v6(
                address.high() | ones(host - 64), address.low() | ones(Math.min(host, 64)));
    }

    /** Whether the address lies in it; an IPv4 address written as IPv6 counts as IPv4. */
    public boolean contains(IpAddress other) {
        return contains(of(other));
    }

    /** Whether all of the other lies in it. */
    public boolean contains(IpPrefix other) {
        return other.address.v6() == address.v6()
                && other.length >= length
                && cleared(other.address, length).equals(address);
    }

    /** Whether the two share an address. */
    public boolean overlaps(IpPrefix other) {
        return contains(other) || other.contains(this);
    }

    /**
     * What is left when the other is taken out: at most one prefix for each bit of difference, in
     * the order of addresses; empty if nothing is left.
     */
    public List<IpPrefix> without(IpPrefix other) {
        if (other.contains(this)) {
            return List.of();
        }
        if (!contains(other)) {
            return List.of(this);
        }
        List<IpPrefix> left = new ArrayList<>();
        for (int bits = length + 1; bits <= other.length; bits++) {
            left.add(new IpPrefix(flipped(other.address, bits - 1), bits));
        }
        left.sort(null);
        return List.copyOf(left);
    }

    @Override
    public int compareTo(IpPrefix other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    /** The address alone if it is one address, else {@code address/length}. */
    @Override
    public String toString() {
        return isSingle() ? address.toString() : address + "/" + length;
    }

    private static int bits(IpAddress address) {
        return address.v6() ? 128 : 32;
    }

    private static IpAddress cleared(IpAddress address, int length) {
        if (!address.v6()) {
            return IpAddress.v4((int) (address.low() & ~ones(32 - length)));
        }
        return IpAddress.v6(
                address.high() & ~ones(64 - length),
                address.low() & ~ones(Math.min(128 - length, 64)));
    }

    /** The address with one bit turned, counted from 0 at the front. */
    private static IpAddress flipped(IpAddress address, int bit) {
        if (!address.v6()) {
            return IpAddress.v4((int) (address.low() ^ 1L << 31 - bit));
        }
        return bit < 64
                ? IpAddress.v6(address.high() ^ 1L << 63 - bit, address.low())
                : IpAddress.v6(address.high(), address.low() ^ 1L << 127 - bit);
    }

    /** The lowest bits set, none for 0 or less. */
    private static long ones(int count) {
        if (count <= 0) {
            return 0;
        }
        return count >= 64 ? -1 : (1L << count) - 1;
    }
}
