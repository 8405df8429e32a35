// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/**
 * An IEEE 802 MAC address.
 *
 * @param bits the 48 bits, first byte on the wire most significant; bits 48 to 63 are zero
 */
public record MacAddress(long bits) implements Comparable<MacAddress>, java.io.Serializable {
    /** Refuses values of more than 48 bits. */
    public MacAddress {
        if ((bits & 0xffff_0000_0000_0000L) != 0) {
            throw new IllegalArgumentException(
                    "a MAC address has 48 bits: " + Long.toHexString(bits));
        }
    }

    /** Whether the group bit is set (multicast or broadcast). */
    public boolean isGroup() {
        return (bits >>> 40 & 1) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    /** Six lower-case hexadecimal pairs with colons, such as {@code 5e:00:01:02:03:04}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (bits >>> shift) & 0xff;
            text.append(Character.forDigit(octet >>> 4, 16))
                    .append(Character.forDigit(octet & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
