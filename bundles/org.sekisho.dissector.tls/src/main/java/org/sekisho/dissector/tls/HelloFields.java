// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.util.ArrayList;
import java.util.List;

/** What a ClientHello says, while it is being read. */
final class HelloFields {
    private static final byte[] NONE = {};

    int version;
    int sessionIdLength;
    long sessionIdDigest;
    List<Integer> cipherSuites = List.of();
    List<Integer> extensions = new ArrayList<>();
    List<Integer> supportedGroups = List.of();
    List<Integer> pointFormats = List.of();
    List<Integer> signatureAlgorithms = List.of();
    List<Integer> supportedVersions = List.of();
    String serverName;
    List<String> alpn = new ArrayList<>();
    byte[] firstAlpn = NONE;

    private HelloFields() {}

    /**
     * Reads the body of a ClientHello (RFC 8446 §4.1.2; without extensions RFC 6101 §5.6.1.2).
     *
     * @return null if a length in it does not fit
     */
    static HelloFields read(HelloCursor body) {
        HelloFields hello = new HelloFields();
        hello.version = body.u16();
        body.pass(32); // random
        hello.sessionIdLength = body.u8();
        hello.sessionIdDigest = body.part(hello.sessionIdLength).digest();
        hello.cipherSuites = body.part(body.u16()).numbers();
        body.pass(body.u8()); // compression methods
        if (body.left() > 0) {
            HelloCursor extensions = body.part(body.u16());
            while (extensions.left() > 0) {
                int type = extensions.u16();
                hello.extension(type, extensions.part(extensions.u16()));
            }
            if (extensions.failed()) {
                return null;
            }
        }
        return body.failed() || !RecordHeader.isVersion(hello.version) ? null : hello;
    }

    /**
     * Reads an SSL 2.0 CLIENT-HELLO (RFC 5246 §E.2) after its 2-byte header. Suites of 24 bits
     * whose first byte is not zero are those of SSL 2.0 itself.
     */
    static HelloFields readSsl2(HelloCursor body) {
        HelloFields hello = new HelloFields();
        body.pass(1); // message type
        hello.version = body.u16();
        int suites = body.u16();
        hello.sessionIdLength = body.u16();
        body.pass(2); // challenge length
        HelloCursor specs = body.part(suites);
        hello.cipherSuites = new ArrayList<>(suites / 3);
        while (specs.left() >= 3) {
            hello.cipherSuites.add(specs.u24());
        }
        hello.sessionIdDigest = body.part(hello.sessionIdLength).digest();
        return body.failed() ? null : hello;
    }

    private void extension(int type, HelloCursor content) {
        if (content.failed()) {
            return;
        }
        extensions.add(type);
        switch (type) {
            case 0 -> serverName(content.part(content.u16()));
            case 10 -> supportedGroups = content.part(content.u16()).numbers();
            case 11 -> pointFormats = content.part(content.u8()).octets();
            case 13 -> signatureAlgorithms = content.part(content.u16()).numbers();
            case 16 -> alpn(content.part(content.u16()));
            case 43 -> supportedVersions = content.part(content.u8()).numbers();
            default -> {
                // only its type is of interest
            }
        }
    }

    private void serverName(HelloCursor names) {
        while (names.left() > 0 && serverName == null) {
            int kind = names.u8();
            HelloCursor name = names.part(names.u16());
            if (kind == 0 && !name.failed()) {
                serverName = name.text();
            }
        }
    }

    private void alpn(HelloCursor names) {
        while (names.left() > 0) {
            HelloCursor name = names.part(names.u8());
            if (name.failed()) {
                return;
            }
            byte[] bytes = name.rest();
            if (alpn.isEmpty()) {
                firstAlpn = bytes;
            }
            alpn.add(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
    }
}
