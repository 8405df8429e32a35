// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a ServerHello says.
 *
 * @param retry whether it is a HelloRetryRequest, which has the same form
 * @param legacyVersion version field
 * @param version negotiated version
 * @param cipherSuite chosen
 * @param extensions type numbers in the order sent
 * @param sessionIdLength in bytes
 * @param sessionIdDigest to compare with the client's
 * @param alpn chosen protocol, or null
 */
record ServerHelloFields(
        boolean retry,
        int legacyVersion,
        int version,
        int cipherSuite,
        List<Integer> extensions,
        int sessionIdLength,
        long sessionIdDigest,
        String alpn) {
    static final int TLS_1_3 = 0x0304;

    /** The random of a HelloRetryRequest: SHA-256 of that word (RFC 8446 §4.1.3). */
    private static final byte[] RETRY_RANDOM =
            HexFormat.of()
                    .parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    /**
     * Reads the body of a ServerHello.
     *
     * @return null if a length in it does not fit
     */
    static ServerHelloFields read(HelloCursor body) {
        int legacyVersion = body.u16();
        byte[] random = body.part(32).rest();
        int sessionIdLength = body.u8();
        long sessionIdDigest = body.part(sessionIdLength).digest();
        int cipherSuite = body.u16();
        body.pass(1); // compression method
        int version = legacyVersion;
        String alpn = null;
        List<Integer> types = new ArrayList<>();
        if (body.left() > 0) {
            HelloCursor extensions = body.part(body.u16());
            while (extensions.left() > 0) {
                int type = extensions.u16();
                HelloCursor content = extensions.part(extensions.u16());
                types.add(type);
                if (type == 43 && content.left() >= 2) {
                    version = content.u16();
                } else if (type == 16) {
                    alpn = alpn(content);
                }
            }
            if (extensions.failed()) {
                return null;
            }
        }
        if (body.failed() || !RecordHeader.isVersion(legacyVersion)) {
            return null;
        }
        boolean retry = Arrays.equals(random, RETRY_RANDOM);
        return new ServerHelloFields(
                retry,
                legacyVersion,
                version,
                cipherSuite,
                types,
                sessionIdLength,
                sessionIdDigest,
                alpn);
    }

    private static String alpn(HelloCursor content) {
        HelloCursor names = content.part(content.u16());
        HelloCursor name = names.part(names.u8());
        return name.failed() ? null : new String(name.rest(), StandardCharsets.ISO_8859_1);
    }
}
