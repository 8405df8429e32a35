// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

/** Bytes of a capture that make no sense. Becomes a CaptureException once the name is added. */
final class DamagedCapture extends Exception {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * Damage at a place.
     *
     * @param offset bytes of the unpacked input before the record that is damaged, or -1 if what
     *     was found is a property of the whole capture
     */
    DamagedCapture(String sentence, long offset) {
        super(sentence);
        this.offset = offset;
    }

    long offset() {
        return offset;
    }
}
