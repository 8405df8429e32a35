// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

/** The last that is done about an instance which left; runs the bundle's code. */
interface Departure {
    /**
     * Gives it back.
     *
     * @return false if a thread still makes it after so many nanoseconds
     */
    boolean end(long nanos) throws InterruptedException;
}
