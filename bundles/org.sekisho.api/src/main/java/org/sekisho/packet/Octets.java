// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

import java.util.Arrays;
import java.util.HexFormat;

/** A short immutable sequence of bytes, compared by value: an excerpt, a digest, a certificate. */
public final class Octets implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    /** No bytes. */
    public static final Octets NONE = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of these bytes. */
    public static Octets of(byte... bytes) {
        return bytes.length == 0 ? NONE : new Octets(bytes.clone());
    }

    /**
     * A copy of part of an array.
     *
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public static Octets of(byte[] bytes, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? NONE : new Octets(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Lower-case hexadecimal without separators. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
