// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import org.sekisho.detection.Interval;

/**
 * What a cipher suite adds to the bytes it protects, so that a record's length tells how many bytes
 * are inside: exactly for AEAD and stream ciphers, within one block for CBC (RFC 8446 §5.2, RFC
 * 5246 §6.2.3, RFC 7366; suite numbers from the IANA TLS registry).
 *
 * @param fixed bytes added outside the blocks: nonce, tag, content type, IV, MAC after encryption
 * @param block block size of CBC, or 1
 * @param inside bytes encrypted together with the content: the MAC before encryption
 */
record RecordProtection(int fixed, int block, int inside) {
    /** AES-GCM or ChaCha20-Poly1305 in TLS 1.3: tag 16 and content type 1. */
    static final RecordProtection TLS_1_3 = new RecordProtection(17, 1, 0);

    private static final int TLS_1_3_VERSION = 0x0304;
    private static final int TLS_1_1_VERSION = 0x0302;
    private static final int AES_BLOCK = 16;
    private static final int DES_BLOCK = 8;
    private static final int SHA1 = 20;

    /**
     * Of a negotiated suite.
     *
     * @param version such as 0x0303
     * @param macAfter whether encrypt-then-MAC was agreed on
     * @return null if the suite is not known
     */
    static RecordProtection of(int version, int suite, boolean macAfter) {
        if (version >= TLS_1_3_VERSION) {
            return suite == 0x1305 ? new RecordProtection(9, 1, 0) : TLS_1_3;
        }
        if (suite == 0x0004 || suite == 0x0005 || suite == 0xc007 || suite == 0xc011) {
            return new RecordProtection(suite == 0x0004 ? 16 : SHA1, 1, 0);
        }
        if (suite >= 0xcca8 && suite <= 0xccae) {
            return new RecordProtection(16, 1, 0);
        }
        if (suite >= 0x009c && suite <= 0x00ad
                || suite >= 0xc02b && suite <= 0xc032
                || suite >= 0xc050 && suite <= 0xc063
                || suite >= 0xc086 && suite <= 0xc093
                || suite >= 0xc09c && suite <= 0xc09f
                || suite == 0xc0ac
                || suite == 0xc0ad) {
            return new RecordProtection(24, 1, 0);
        }
        int mac = cbcMac(suite);
        if (mac == 0) {
            return null;
        }
        int block = isTripleDes(suite) ? DES_BLOCK : AES_BLOCK;
        int iv = version >= TLS_1_1_VERSION ? block : 0;
        return macAfter
                ? new RecordProtection(iv + mac, block, 0)
                : new RecordProtection(iv, block, mac);
    }

    private static boolean isTripleDes(int suite) {
        return suite == 0x000a
                || suite == 0x0013
                || suite == 0x0016
                || suite == 0xc008
                || suite == 0xc012;
    }

    private static int cbcMac(int suite) {
        if (isTripleDes(suite)
                || suite >= 0x002f && suite <= 0x0039
                || suite >= 0x0041 && suite <= 0x0046
                || suite >= 0x0084 && suite <= 0x0089
                || suite >= 0x0096 && suite <= 0x009b
                || suite == 0xc009
                || suite == 0xc00a
                || suite == 0xc013
                || suite == 0xc014) {
            return SHA1;
        }
        if (suite >= 0x003c && suite <= 0x0040
                || suite >= 0x0067 && suite <= 0x006b
                || suite == 0xc023
                || suite == 0xc027) {
            return 32;
        }
        return suite == 0xc024 || suite == 0xc028 ? 48 : 0;
    }

    /** Whether a record's length tells to the byte what is inside. */
    boolean isExact() {
        return block == 1;
    }

    /** How many bytes a record of this length can hold; null if it can't be one. */
    Interval content(int recordLength) {
        int encrypted = recordLength - fixed;
        if (block == 1) {
            return encrypted < 0 ? null : new Interval(encrypted, encrypted);
        }
        if (encrypted <= inside || encrypted % block != 0) {
            return null;
        }
        // padding is 1 to a whole block
        int most = encrypted - inside - 1;
        return new Interval(Math.max(0, most + 1 - block), most);
    }
}
