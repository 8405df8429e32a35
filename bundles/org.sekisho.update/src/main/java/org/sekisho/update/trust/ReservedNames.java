// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

/** The part of the name space that is the platform's own. */
final class ReservedNames {
    private static final String OURS = "org.sekisho";

    private ReservedNames() {}

    /** Whether a symbolic name or package is {@code org.sekisho} or below it. */
    static boolean ours(String name) {
        return name.equals(OURS) || name.startsWith(OURS + ".");
    }
}
