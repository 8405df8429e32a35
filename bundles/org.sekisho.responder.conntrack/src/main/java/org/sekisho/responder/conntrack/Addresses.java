// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.nio.ByteBuffer;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/** Addresses as the kernel writes them: bytes as on the wire. */
final class Addresses {
    private Addresses() {}

    /** Returns null if it is no IP address. */
    static IpAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> IpAddress.v4(buffer.getInt());
            case 16 -> IpAddress.v6(buffer.getLong(), buffer.getLong());
            default -> null;
        };
    }

    static byte[] bytes(MacAddress mac) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (mac.bits() >>> 8 * (bytes.length - 1 - i));
        }
        return bytes;
    }
}
