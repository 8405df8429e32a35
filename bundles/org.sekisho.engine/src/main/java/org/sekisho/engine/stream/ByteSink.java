// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.stream;

/** Takes the bytes of one direction in order. */
public interface ByteSink {
    /** The next bytes; the array is valid during the call. */
    void bytes(byte[] array, int offset, int length);

    /** The next bytes are missing for good. */
    void gap(long missing);

    /**
     * Bytes that were handed on before came again, perhaps others, while the receiver had not
     * acknowledged them.
     *
     * @param position of the first of them in the stream, counted from 0
     */
    default void again(long position, byte[] array, int offset, int length) {}
}
