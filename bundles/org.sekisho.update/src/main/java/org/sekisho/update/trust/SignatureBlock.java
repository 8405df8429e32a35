// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * The outline of a {@code META-INF/NAME.RSA}: CMS SignedData (RFC 5652 §5.1) in DER. The JDK
 * verifies it, but treats a block that is damaged, or made with an algorithm that is no longer
 * good, as if it were not there; this tells which it is.
 */
final class SignatureBlock {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int OBJECT = 0x06;
    private static final int LONGEST_LENGTH = 4;

    /** Digests that can be forged, by the bytes of their identifier (RFC 8017 appendix B.1). */
    private static final Map<String, String> WEAK =
            Map.of("2a864886f70d0202", "MD2", "2a864886f70d0205", "MD5", "2b0e03021a", "SHA-1");

    private final byte[] der;
    private int at;
    private final int end;

    private SignatureBlock(byte[] der, int at, int end) {
        this.der = der;
        this.at = at;
        this.end = end;
    }

    /**
     * Looks which digest its one signer used.
     *
     * @throws RefusedJarException if it is no SignedData, has not exactly one signer, or the digest
     *     is weak
     */
    static void check(String file, byte[] content) throws RefusedJarException {
        String shown = Text.printable(file);
        try {
            SignatureBlock whole = new SignatureBlock(content, 0, content.length);
            SignatureBlock info = whole.enter(SEQUENCE);
            whole.atEnd();
            info.skip();
            SignatureBlock signed = info.enterAny().enter(SEQUENCE);
            signed.skip(); // version
            signed.skip(); // digestAlgorithms
            signed.skip(); // encapContentInfo
            while (signed.tag() != SET) {
                signed.skip(); // certificates, crls
            }
            SignatureBlock signers = signed.enter(SET);
            signed.atEnd();
            SignatureBlock signer = signers.enter(SEQUENCE);
            if (signers.at != signers.end) {
                throw new RefusedJarException(
                        shown + " has several signers in one; sign one after the other");
            }
            signer.skip(); // version
            signer.skip(); // sid
            String digest = signer.enter(SEQUENCE).object();
            if (WEAK.containsKey(digest)) {
                throw new RefusedJarException(
                        "it is signed with "
                                + WEAK.get(digest)
                                + ", which is weak and can be forged; sign it with SHA256withRSA"
                                + " or SHA384withECDSA");
            }
        } catch (IndexOutOfBoundsException e) {
            throw new RefusedJarException(shown + " is damaged: it is no signature");
        }
    }

    private int tag() {
        return der[inside(at)] & 0xff;
    }

    private int inside(int index) {
        if (index < 0 || index >= end) {
            throw new IndexOutOfBoundsException();
        }
        return index;
    }

    private SignatureBlock enter(int tag) {
        if (tag() != tag) {
            throw new IndexOutOfBoundsException();
        }
        return enterAny();
    }

    private SignatureBlock enterAny() {
        int length = der[inside(at + 1)] & 0xff;
        int start = at + 2;
        if (length > 0x7f) {
            int bytes = length & 0x7f;
            if (bytes == 0 || bytes > LONGEST_LENGTH) {
                throw new IndexOutOfBoundsException();
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | der[inside(start++)] & 0xff;
            }
        }
        if (length < 0 || length > end - start) {
            throw new IndexOutOfBoundsException();
        }
        at = start + length;
        return new SignatureBlock(der, start, at);
    }

    private void skip() {
        enterAny();
    }

    private void atEnd() {
        if (at != end) {
            throw new IndexOutOfBoundsException();
        }
    }

    private String object() {
        SignatureBlock value = enter(OBJECT);
        return HexFormat.of().formatHex(Arrays.copyOfRange(der, value.at, value.end));
    }
}
