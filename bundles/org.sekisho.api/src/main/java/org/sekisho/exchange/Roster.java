// SPDX-License-Identifier: Apache-2.0
package org.sekisho.exchange;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who takes part in dissecting and judging, and in which role. A bundle of which nothing was said
 * is shipped with the platform: active, with every permission.
 */
@ProviderType
public interface Roster {
    /**
     * Says how the services of a bundle may take part; before the bundle is started, or later to
     * change its role, which happens between two events.
     *
     * @param bundle the bundle's id
     */
    void admit(long bundle, Admission admission);

    /** Forgets a bundle that was uninstalled; what was said of it holds no more. */
    void forget(long bundle);

    /** Everybody who takes part now, and whoever was taken out while its bundle is installed. */
    List<Seating> seatings();

    /**
     * What a shadow detector found, over the journal and live, against the active detector of the
     * same name.
     *
     * @param shadow id of the shadow's bundle
     * @throws IllegalArgumentException if no detector of that bundle is a shadow
     */
    Comparison compare(long shadow);
}
