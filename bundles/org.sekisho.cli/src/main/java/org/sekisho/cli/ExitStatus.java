// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

/** What commands end with. */
final class ExitStatus {
    /** Everything was read to its end. */
    static final int DONE = 0;

    /** Some input could not be read to its end. */
    static final int DAMAGED_INPUT = 1;

    /** The command could not do what it was told: wrong usage, or results that can't be written. */
    static final int WRONG_USAGE = 2;

    /** Something was found, and the caller wanted to know so. */
    static final int DETECTED = 3;

    private ExitStatus() {}
}
