// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

/** Finds the classes of events that were stored under their name. */
interface EventClasses {
    /**
     * The class of this name in the package that is exported under it at this moment.
     *
     * @return null if nobody exports one
     */
    Class<?> find(String name);
}
