// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

/**
 * Input that can't be opened, or can't be read any further. The message is for people: what
 * happened, where, what to do.
 */
public final class CaptureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /** For what has no position, such as a file that can't be opened. */
    public CaptureException(String message, Throwable cause) {
        this(message, -1, cause);
    }

    /**
     * For damage inside an input.
     *
     * @param offset where, in bytes from the start of the (unpacked) input; -1 if there is no
     *     position
     */
    public CaptureException(String message, long offset, Throwable cause) {
        super(message, cause);
        this.offset = offset;
    }

    /** Bytes from the start of the (unpacked) input, or -1. */
    public long offset() {
        return offset;
    }
}
