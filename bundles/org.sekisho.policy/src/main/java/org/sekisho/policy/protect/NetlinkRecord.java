// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * One thing that the kernel told: a fixed part and attributes by number (netlink(7)). Lengths are
 * checked; what does not fit is left out.
 *
 * @param fixed the fixed part
 * @param attributes by number
 */
record NetlinkRecord(ByteBuffer fixed, Map<Integer, byte[]> attributes) {
    private static final int TYPE = 0x3fff;

    /** Reads one whose fixed part has this length. */
    static NetlinkRecord of(ByteBuffer content, int fixedLength) {
        return new NetlinkRecord(
                content.slice(0, fixedLength).order(ByteOrder.nativeOrder()),
                attributes(content, fixedLength, content.limit()));
    }

    /** The attributes in part of a buffer. */
    static Map<Integer, byte[]> attributes(ByteBuffer content, int from, int to) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        int at = from + 3 & ~3;
        while (to - at >= 4) {
            int length = content.getShort(at) & 0xffff;
            if (length < 4 || length > to - at) {
                break;
            }
            byte[] value = new byte[length - 4];
            content.get(at + 4, value);
            attributes.put(content.getShort(at + 2) & TYPE, value);
            at += length + 3 & ~3;
        }
        return attributes;
    }

    int u8(int at) {
        return fixed.get(at) & 0xff;
    }

    int u16(int at) {
        return fixed.getShort(at) & 0xffff;
    }

    int i32(int at) {
        return fixed.getInt(at);
    }

    /** The address in an attribute, or null. */
    IpAddress address(int attribute) {
        return address(attributes.get(attribute));
    }

    /** The MAC address in an attribute, or null; all zeros is none. */
    MacAddress mac(int attribute) {
        byte[] value = attributes.get(attribute);
        if (value == null || value.length != 6) {
            return null;
        }
        long bits = 0;
        for (byte octet : value) {
            bits = bits << 8 | octet & 0xff;
        }
        return bits == 0 ? null : new MacAddress(bits);
    }

    /** 4 or 16 bytes as an address; null for anything else. */
    static IpAddress address(byte[] value) {
        if (value == null || value.length != 4 && value.length != 16) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return value.length == 4
                ? IpAddress.v4(bytes.getInt())
                : IpAddress.v6(bytes.getLong(), bytes.getLong());
    }
}
