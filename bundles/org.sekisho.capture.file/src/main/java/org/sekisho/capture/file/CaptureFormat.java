// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import org.sekisho.capture.FrameBatch;

/** Finds frames in the bytes of one capture. Single-threaded, like the queue that drives it. */
interface CaptureFormat {
    /** Largest frame that is handed over, in bytes; also the largest snap length libpcap knows. */
    int LARGEST_FRAME = 256 << 10;

    /**
     * Takes complete records until the batch is full or no complete record is left, and places
     * their frames.
     *
     * @return 0 if the batch is full; else how many bytes from {@link ByteSupply#position()} on it
     *     takes to go on, more than are available
     * @throws DamagedCapture at bytes that make no sense, nothing of which was consumed; the frames
     *     before them are in the batch
     */
    int take(ByteSupply bytes, FrameBatch batch) throws DamagedCapture;

    /**
     * Whether bytes of the record taken last are still to come although nothing is left in the
     * buffer: an input that ends here is cut off.
     */
    boolean inRecord();
}
