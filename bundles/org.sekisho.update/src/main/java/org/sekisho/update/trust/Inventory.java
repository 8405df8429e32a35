// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.util.List;

/** What is in the platform already, against which a jar is judged. */
@FunctionalInterface
public interface Inventory {
    /**
     * The bundles of this symbolic name that count: a jar must not be older than any of them. Leave
     * out what was taken out as bad.
     */
    List<Resident> residents(String symbolicName);
}
