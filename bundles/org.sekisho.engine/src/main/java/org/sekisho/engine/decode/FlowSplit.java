// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/** Splits frames over workers. */
public final class FlowSplit {
    private FlowSplit() {}

    /** A hash of the unordered pair of outermost addresses. */
    public static long hash(byte[] array, int offset, int capturedLength, int linkType) {
        return 0;
    }
}
