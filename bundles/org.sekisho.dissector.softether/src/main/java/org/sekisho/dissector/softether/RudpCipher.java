// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.sekisho.packet.Payload;

/**
 * The cryptography of reliable UDP (wire facts §6.6), all of it computable from the seed that the
 * client sends in clear. Works in arrays of its own, so that no packet costs an allocation.
 */
final class RudpCipher {
    /** Bytes of a SHA-1 digest, a seed, a key, an IV. */
    static final int SIZE = 20;

    private static final byte[] SERVER_LABEL = label("zurukko");
    private static final byte[] CLIENT_LABEL = label("yasushineko");
    private static final byte[] REQUEST_LABEL = label("Magic_KeepAliveRequest");
    private static final byte[] RESPONSE_LABEL = label("Magic_KeepAliveResponse");

    private final MessageDigest sha1;
    private final byte[] mask = new byte[SIZE];
    private final byte[] digest = new byte[SIZE];
    private final byte[] state = new byte[256];
    private final boolean masked;

    /**
     * @param masked whether signatures are XORed with {@code SHA-1("softether_vpn")}, as they are
     *     inside ICMP and DNS
     */
    RudpCipher(boolean masked) {
        this.masked = masked;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "this Java runtime has no SHA-1; use a complete one", e);
        }
        sha1.update("softether_vpn".getBytes(StandardCharsets.US_ASCII));
        finish(mask, 0);
    }

    /** A text as SoftEther serialises it: its length plus one as u32, then its bytes. */
    private static byte[] label(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] label = new byte[4 + bytes.length];
        label[3] = (byte) (bytes.length + 1);
        System.arraycopy(bytes, 0, label, 4, bytes.length);
        return label;
    }

    private void finish(byte[] target, int at) {
        try {
            sha1.digest(target, at, SIZE);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-1 has 20 bytes", e);
        }
    }

    /** Derives both keys: the client's goes to {@code keys[0..19]}, the server's to [20..39]. */
    void deriveKeys(byte[] seed, byte[] keys) {
        sha1.update(seed, 0, SIZE);
        sha1.update(SERVER_LABEL);
        finish(keys, SIZE);
        sha1.update(seed, 0, SIZE);
        sha1.update(keys, SIZE, SIZE);
        sha1.update(CLIENT_LABEL);
        finish(keys, 0);
    }

    /** Whether a packet begins with its own signature by this key. */
    boolean signed(byte[] keys, int key, Payload packet) {
        sha1.update(keys, key, SIZE);
        sha1.update(packet.array(), packet.arrayOffset() + SIZE, packet.length() - SIZE);
        finish(digest, 0);
        for (int i = 0; i < SIZE; i++) {
            int expected = masked ? digest[i] ^ mask[i] : digest[i];
            if ((byte) expected != packet.array()[packet.arrayOffset() + i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether bytes begin with the SHA-1 of the rest, as SoftEther's ICMP data does (§6.3). */
    boolean selfDigest(Payload data) {
        sha1.update(data.array(), data.arrayOffset() + SIZE, data.length() - SIZE);
        finish(digest, 0);
        int at = data.arrayOffset();
        return Arrays.equals(digest, 0, SIZE, data.array(), at, at + SIZE);
    }

    /** Whether a payload of 20 bytes is one of the session's two keep-alives. */
    boolean keepAlive(byte[] seed, byte[] payload, int at) {
        return derived(seed, REQUEST_LABEL, payload, at)
                || derived(seed, RESPONSE_LABEL, payload, at);
    }

    private boolean derived(byte[] seed, byte[] label, byte[] payload, int at) {
        sha1.update(seed, 0, SIZE);
        sha1.update(label);
        finish(digest, 0);
        return Arrays.equals(digest, 0, SIZE, payload, at, at + SIZE);
    }

    /** Decrypts what follows signature and IV into {@code plain}; returns the number of bytes. */
    int decrypt(byte[] keys, int key, Payload packet, byte[] plain) {
        int start = packet.arrayOffset() + 2 * SIZE;
        int count = packet.length() - 2 * SIZE;
        sha1.update(packet.array(), packet.arrayOffset() + SIZE, SIZE);
        sha1.update(keys, key, SIZE);
        finish(digest, 0);
        rc4(digest, packet.array(), start, count, plain);
        return count;
    }

    /** RC4 with a fresh key stream; the JDK's would have to be created anew for each packet. */
    private void rc4(byte[] key, byte[] source, int from, int count, byte[] target) {
        byte[] s = state;
        for (int i = 0; i < 256; i++) {
            s[i] = (byte) i;
        }
        int j = 0;
        for (int i = 0; i < 256; i++) {
            j = j + s[i] + key[i % key.length] & 255;
            byte t = s[i];
            s[i] = s[j];
            s[j] = t;
        }
        int x = 0;
        int y = 0;
        for (int n = 0; n < count; n++) {
            x = x + 1 & 255;
            y = y + s[x] & 255;
            byte t = s[x];
            s[x] = s[y];
            s[y] = t;
            target[n] = (byte) (source[from + n] ^ s[s[x] + s[y] & 255]);
        }
    }
}
