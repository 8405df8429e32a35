// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;

/**
 * How far a compressed file may unpack before it counts as one that never ends. Unpacking streams,
 * so this bounds time, not memory.
 *
 * @param bytes most unpacked bytes
 * @param ratio most unpacked bytes per packed byte
 * @param free unpacked bytes from which on the ratio is looked at: the beginning of an honest file
 *     can pack very well
 */
record UnpackBounds(long bytes, long ratio, long free) {
    /** Unpacked bytes below which no ratio is judged. */
    static final long FREE = 256L << 20;

    UnpackBounds {
        if (bytes < 1 || ratio < 1 || free < 0) {
            throw new IllegalArgumentException(
                    "bounds of unpacking must be positive: unpacked.bytes.max=%d, unpack.ratio.max=%d"
                            .formatted(bytes, ratio));
        }
    }

    void check(long unpacked, long packed) throws IOException {
        if (unpacked > bytes) {
            throw new IOException(
                    ("it unpacks to more than %d bytes, the most allowed (unpacked.bytes.max of"
                                    + " org.sekisho.capture.file); if the file is honest, raise that"
                                    + " or unpack it first")
                            .formatted(bytes));
        }
        if (unpacked > free && unpacked / ratio > packed) {
            throw new IOException(
                    ("%d packed bytes unpack to more than %d times as many, as no honest capture does"
                                    + " (unpack.ratio.max of org.sekisho.capture.file); if this one"
                                    + " is, raise that or unpack it first")
                            .formatted(packed, ratio));
        }
    }
}
