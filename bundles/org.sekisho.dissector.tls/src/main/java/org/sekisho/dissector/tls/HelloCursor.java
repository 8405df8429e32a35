// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads numbers and length-prefixed vectors (RFC 8446 §3.4) out of a message. Reading past the end
 * gives zeros and makes the cursor {@link #failed}, so that a parser need not test every step.
 */
final class HelloCursor {
    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean failed;

    HelloCursor(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    boolean failed() {
        return failed;
    }

    int left() {
        return failed ? 0 : end - at;
    }

    private boolean take(int count) {
        if (failed || count > end - at) {
            failed = true;
            return false;
        }
        at += count;
        return true;
    }

    int u8() {
        return take(1) ? bytes[at - 1] & 0xff : 0;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int u24() {
        return u16() << 8 | u8();
    }

    void pass(int count) {
        take(count);
    }

    /** The next bytes as a cursor of their own; an empty, failed one if they are not there. */
    HelloCursor part(int length) {
        HelloCursor part = new HelloCursor(bytes, at, take(length) ? length : 0);
        part.failed = failed;
        return part;
    }

    /** All that is left, as 16-bit numbers; a last odd byte is left out. */
    List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>(left() / 2);
        while (left() >= 2) {
            numbers.add(u16());
        }
        return numbers;
    }

    /** All that is left, as 8-bit numbers. */
    List<Integer> octets() {
        List<Integer> numbers = new ArrayList<>(left());
        while (left() > 0) {
            numbers.add(u8());
        }
        return numbers;
    }

    /** All that is left, each byte a character. */
    String text() {
        String text = new String(bytes, at, left(), StandardCharsets.ISO_8859_1);
        take(left());
        return text;
    }

    /** All that is left, as a copy. */
    byte[] rest() {
        byte[] rest = java.util.Arrays.copyOfRange(bytes, at, at + left());
        take(left());
        return rest;
    }

    /** FNV-1a, 64 bits, of what is left; 0 if nothing is. To compare, not to protect. */
    long digest() {
        long hash = left() == 0 ? 0 : 0xcbf29ce484222325L;
        while (left() > 0) {
            hash = (hash ^ u8()) * 0x100000001b3L;
        }
        return hash;
    }
}
