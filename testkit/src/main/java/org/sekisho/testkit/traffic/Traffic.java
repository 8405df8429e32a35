// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import java.nio.ByteBuffer;

/** Frames, one after the other. Asked by one thread. */
public interface Traffic {
    /** No frame is due now. */
    int NOTHING_NOW = 0;

    /** There will be no more. */
    int END = -1;

    /** Most bytes of a frame. */
    int MOST_BYTES = 2048;

    /**
     * Writes the next frame, from its destination MAC address on.
     *
     * @param into empty, with room for {@value #MOST_BYTES} bytes
     * @param nanos since the sending began
     * @return bytes written, {@link #NOTHING_NOW} or {@link #END}
     */
    int next(ByteBuffer into, long nanos);

    /** This, and in the gaps the other, until this ends. */
    default Traffic over(Traffic other) {
        return (into, nanos) -> {
            int length = next(into, nanos);
            return length == NOTHING_NOW ? other.next(into.clear(), nanos) : length;
        };
    }
}
