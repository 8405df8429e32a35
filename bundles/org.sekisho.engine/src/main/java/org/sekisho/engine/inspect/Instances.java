// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

/** Where instances of a prototype-scoped service come from and go back to. */
public interface Instances<T> {
    /** A new instance, or null if the service is gone. */
    T take();

    /** Gives an instance back. */
    void giveBack(T instance);
}
