// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

/**
 * The code of a bundle came back after somebody else had taken over what its thread was doing. The
 * thread must touch nothing any more and end.
 */
public final class Fenced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fenced() {
        super("another thread has taken over", null, false, false);
    }
}
