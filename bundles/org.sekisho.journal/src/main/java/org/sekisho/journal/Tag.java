// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

/** The first byte of each value in a record; below {@link #NULL} it is the number itself. */
final class Tag {
    static final int NULL = 0x80;
    static final int FALSE = 0x81;
    static final int TRUE = 0x82;

    /** An int as a signed number; of a primitive component of any integral kind. */
    static final int INT = 0x83;

    static final int LONG = 0x84;
    static final int SHORT = 0x85;
    static final int BYTE = 0x86;
    static final int CHAR = 0x87;
    static final int FLOAT = 0x88;
    static final int DOUBLE = 0x89;

    /** A text whose characters are all below 256, one byte each. */
    static final int LATIN1 = 0x8a;

    /** Any other text, as UTF-16: what a peer sent may be no text at all, and must come back. */
    static final int UTF16 = 0x8b;

    static final int OCTETS = 0x8c;
    static final int BYTES = 0x8d;
    static final int LIST = 0x8e;
    static final int SET = 0x8f;
    static final int MAP = 0x90;
    static final int OPTIONAL = 0x91;

    /** A constant: id of its definition. */
    static final int ENUM = 0x92;

    /** A record: id of its shape, then its components. */
    static final int RECORD = 0x93;

    static final int IPV4 = 0x94;
    static final int IPV6 = 0x95;
    static final int MAC = 0x96;
    static final int FLOW = 0x97;
    static final int ORIGIN = 0x98;

    /** A text or octets that were seen before in this part: id of its definition. */
    static final int REPEATED = 0x99;

    private Tag() {}
}
