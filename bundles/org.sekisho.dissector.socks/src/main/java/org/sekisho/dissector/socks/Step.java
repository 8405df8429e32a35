// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

/** How far a message of a known beginning goes; sizes greater than 0, or one of these. */
final class Step {
    /** More bytes are needed to say. */
    static final int MORE = 0;

    /** The bytes are not SOCKS, or of a kind that leads to no inner stream. */
    static final int WRONG = -1;

    private Step() {}

    /** The size if that many bytes are there, else {@link #MORE}. */
    static int of(int size, int there) {
        return there >= size ? size : MORE;
    }
}
