// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.sekisho.update.trust.FrameworkInventory;
import org.sekisho.update.trust.Inventory;
import org.sekisho.update.trust.Resident;

/** The bundles by name. Belongs to the thread that exchanges bundles. */
final class Lineages implements Inventory {
    /** The launcher installs what is shipped so, and nobody else can resolve such a bundle. */
    private static final String SHIPPED = "reference:";

    private final BundleContext context;
    private final Map<String, Lineage> lineages = new TreeMap<>();

    Lineages(BundleContext context) {
        this.context = context;
    }

    /** The versions of a bundle, of which there may be none yet. */
    Lineage of(String name) {
        Lineage lineage = lineages.computeIfAbsent(name, Lineage::new);
        if (lineage.shipped == null) {
            lineage.shipped = shipped(name);
        }
        return lineage;
    }

    /** The versions of a bundle, of which there is at least one. */
    Lineage known(String name) throws RefusedException {
        Lineage lineage = of(name);
        if (lineage.current() == null && lineage.shadow == null) {
            throw new RefusedException(
                    "no bundle is called " + name + "; 'sekisho bundles list' names them");
        }
        return lineage;
    }

    /** Those of which something was let in, or should have been. */
    Collection<Lineage> all() {
        return new ArrayList<>(lineages.values());
    }

    private Edition shipped(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())
                    && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null
                    && bundle.getLocation().startsWith(SHIPPED)) {
                return new Edition(null, bundle, Set.of());
            }
        }
        return null;
    }

    /** What a new version must not be older than: the shipped one and the one that decides. */
    @Override
    public List<Resident> residents(String name) {
        List<Resident> residents = new ArrayList<>(shippedResidents(name));
        Lineage lineage = lineages.get(name);
        if (lineage != null && lineage.active != null) {
            residents.add(
                    new Resident(
                            lineage.active.version(), lineage.active.stored().sha256(), false));
        }
        return residents;
    }

    /** Only what came with the distribution. */
    List<Resident> shippedResidents(String name) {
        return new FrameworkInventory(context)
                .residents(name).stream().filter(Resident::shipped).toList();
    }
}
