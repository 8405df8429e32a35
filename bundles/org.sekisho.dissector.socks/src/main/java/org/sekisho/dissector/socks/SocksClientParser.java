// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;

/**
 * Reads what a SOCKS client says. Methods that take {@code at} tell the size of the message that
 * begins there, or what {@link Step} names.
 */
final class SocksClientParser {
    /** Most methods offered: real clients offer one to four, binary protocols any number. */
    static final int MOST_METHODS = 16;

    /** Address types of RFC 1928 §5. */
    static final int IPV4 = 1;

    static final int NAME = 3;
    static final int IPV6 = 4;

    private static final int CONNECT = 1;
    private static final int LONGEST_TEXT = 255;

    private SocksClientParser() {}

    /** {@code 04 01 port address user 00 [name 00]}. */
    static int request4(Payload bytes, int at) {
        int there = bytes.length() - at;
        if (there > 1 && bytes.u8(at + 1) != CONNECT) {
            return Step.WRONG;
        }
        if (there > 3 && bytes.u16(at + 2) == 0) {
            return Step.WRONG;
        }
        if (there < 9) {
            return Step.MORE;
        }
        int user = text(bytes, at + 8);
        if (user <= 0 || !named(bytes, at)) {
            return user <= 0 ? user : 8 + user;
        }
        int name = text(bytes, at + 8 + user);
        // a name of one byte is its end alone
        return name <= 0 ? name : name == 1 ? Step.WRONG : 8 + user + name;
    }

    /** SOCKS 4a marks a name by an address 0.0.0.x with x other than 0. */
    private static boolean named(Payload bytes, int at) {
        return bytes.u24(at + 4) == 0 && bytes.u8(at + 7) != 0;
    }

    /** Target of a complete {@link #request4}; null if it is none. */
    static Endpoint target4(Payload bytes, int at, int size) {
        int port = bytes.u16(at + 2);
        if (!named(bytes, at)) {
            return bytes.i32(at + 4) == 0
                    ? null
                    : new Endpoint(IpAddress.v4(bytes.i32(at + 4)), port);
        }
        int name = at + 8 + text(bytes, at + 8);
        return named(bytes.text(name, at + size - 1 - name), port);
    }

    /** Size of a text with the zero byte after it. */
    private static int text(Payload bytes, int at) {
        for (int i = at; i < bytes.length() && i - at <= LONGEST_TEXT; i++) {
            int c = bytes.u8(i);
            if (c == 0) {
                return i + 1 - at;
            }
            if (c < 0x20 || c == 0x7f) {
                return Step.WRONG;
            }
        }
        return bytes.length() - at > LONGEST_TEXT ? Step.WRONG : Step.MORE;
    }

    /** {@code 05 n methods} (RFC 1928 §3). */
    static int greeting5(Payload bytes, int at) {
        int there = bytes.length() - at;
        if (there < 2) {
            return Step.MORE;
        }
        int methods = bytes.u8(at + 1);
        if (methods == 0 || methods > MOST_METHODS) {
            return Step.WRONG;
        }
        for (int i = 0; i < methods && i + 2 < there; i++) {
            if (bytes.u8(at + 2 + i) == 0xff || repeated(bytes, at + 2, i)) {
                return Step.WRONG;
            }
        }
        return Step.of(2 + methods, there);
    }

    private static boolean repeated(Payload bytes, int from, int index) {
        for (int i = 0; i < index; i++) {
            if (bytes.u8(from + i) == bytes.u8(from + index)) {
                return true;
            }
        }
        return false;
    }

    /** {@code 01 n user n password} (RFC 1929 §2), of which nothing but the size is looked at. */
    static int login(Payload bytes, int at) {
        int there = bytes.length() - at;
        if (there < 2) {
            return Step.MORE;
        }
        int user = bytes.u8(at + 1);
        if (user == 0) {
            return Step.WRONG;
        }
        return there < 3 + user ? Step.MORE : Step.of(3 + user + bytes.u8(at + 2 + user), there);
    }

    /** {@code 05 01 00 type address port} (RFC 1928 §4). */
    static int request5(Payload bytes, int at) {
        int there = bytes.length() - at;
        if (there > 1 && bytes.u8(at + 1) != CONNECT) {
            return Step.WRONG;
        }
        int size = addressed(bytes, at);
        return size > 0 && bytes.u16(at + size - 2) == 0 ? Step.WRONG : size;
    }

    /** Size of a message of version 5 with an address; requests and replies have the same form. */
    static int addressed(Payload bytes, int at) {
        int there = bytes.length() - at;
        if (there > 2 && bytes.u8(at + 2) != 0) {
            return Step.WRONG;
        }
        if (there < 5) {
            return Step.MORE;
        }
        switch (bytes.u8(at + 3)) {
            case IPV4:
                return Step.of(10, there);
            case IPV6:
                return Step.of(22, there);
            case NAME:
                int name = bytes.u8(at + 4);
                return name == 0 ? Step.WRONG : Step.of(7 + name, there);
            default:
                return Step.WRONG;
        }
    }

    /** Target of a complete {@link #request5}; null if it is none. */
    static Endpoint target5(Payload bytes, int at, int size) {
        int port = bytes.u16(at + size - 2);
        switch (bytes.u8(at + 3)) {
            case IPV4:
                return new Endpoint(IpAddress.v4(bytes.i32(at + 4)), port);
            case IPV6:
                return new Endpoint(IpAddress.v6(bytes.i64(at + 4), bytes.i64(at + 12)), port);
            default:
                return named(bytes.text(at + 5, size - 7), port);
        }
    }

    /** An IP literal in place of a name becomes the address; a name is kept as sent. */
    private static Endpoint named(String name, int port) {
        IpAddress literal = IpAddress.parse(name);
        if (literal != null) {
            return new Endpoint(literal, port);
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) >= 0x7f) {
                return null;
            }
        }
        return new Endpoint(null, port, name);
    }
}
