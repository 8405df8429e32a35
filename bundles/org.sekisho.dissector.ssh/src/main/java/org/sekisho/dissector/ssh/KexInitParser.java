// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ssh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sekisho.packet.Payload;

/** Reads a KEXINIT message (RFC 4253 §7.1) in its packet (§6), both in clear. */
final class KexInitParser {
    /** Bytes before a packet's payload: its length and the length of the padding. */
    static final int HEADER = 5;

    /** Longest packet that an implementation must accept (§6.1). */
    static final int LONGEST = 35000;

    private static final int KEXINIT = 20;
    private static final int COOKIE = 16;

    /** Shortest packet: message number, cookie, ten empty lists, a flag, a reserved number. */
    private static final int SHORTEST = 1 + 1 + COOKIE + 10 * 4 + 1 + 4;

    private KexInitParser() {}

    /**
     * Size in bytes of the packet that begins here, its length included; -1 if it can't be KEXINIT.
     */
    static int size(Payload bytes) {
        long length = bytes.u32(0);
        return length < SHORTEST || length > LONGEST ? -1 : 4 + (int) length;
    }

    /**
     * The name-lists of key exchange, host key, encryption, MAC and compression, joined by
     * semicolons.
     *
     * @param size of the packet, all of which is there
     * @param client whether the client sent it: three of the lists come once for each direction
     * @return null if the packet is not a well-formed KEXINIT
     */
    static String lists(Payload bytes, int size, boolean client) {
        int end = size - bytes.u8(4);
        if (bytes.u8(HEADER) != KEXINIT || end < HEADER + 1 + COOKIE) {
            return null;
        }
        StringBuilder lists = new StringBuilder(512);
        int at = HEADER + 1 + COOKIE;
        for (int list = 0; list < 10; list++) {
            if (end - at < 4 || bytes.u32(at) > end - at - 4) {
                return null;
            }
            int length = bytes.i32(at);
            // 0 and 1 once, then pairs of client to server and server to client, languages last
            if (list < 2 || list < 8 && list % 2 == 0 == client) {
                if (!isNames(bytes, at + 4, length)) {
                    return null;
                }
                lists.append(list == 0 ? "" : ";").append(bytes.text(at + 4, length));
            }
            at += 4 + length;
        }
        return end - at == 5 ? lists.toString() : null;
    }

    /** Names are printable US-ASCII (RFC 4251 §6); nothing else gets into an event. */
    private static boolean isNames(Payload bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes.u8(i) <= ' ' || bytes.u8(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** SHA-256 of the text in hexadecimal. */
    static String fingerprint(String lists) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha256.digest(lists.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
