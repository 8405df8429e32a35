// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** Which bundles can't be exchanged in a running platform, and why. */
public final class RestartRule {
    /** Whoever does the exchanging can't be exchanged by itself. */
    private static final String OURSELVES = "org.sekisho.update";

    private RestartRule() {}

    /**
     * Why a bundle of this name can't be exchanged while the platform runs; empty if it can. A
     * bundle whose packages others are wired to would take all of them with it.
     */
    public static String why(String symbolicName, BundleContext context) {
        for (Bundle bundle : context.getBundles()) {
            if (!symbolicName.equals(bundle.getSymbolicName())) {
                continue;
            }
            if (bundle.getBundleId() == 0) {
                return symbolicName + " is the framework itself" + remedy(symbolicName);
            }
            if (symbolicName.equals(OURSELVES)) {
                return symbolicName + " is what exchanges bundles" + remedy(symbolicName);
            }
            Set<String> users = users(bundle);
            if (!users.isEmpty()) {
                return symbolicName
                        + " offers packages that "
                        + users.size()
                        + " other bundles use ("
                        + users.iterator().next()
                        + (users.size() > 1 ? " and more" : "")
                        + "), which all would have to be started again"
                        + remedy(symbolicName);
            }
        }
        return "";
    }

    private static String remedy(String symbolicName) {
        return ": a new version needs a restart; stop the daemon, replace "
                + symbolicName
                + " in the distribution's bundles/ folder, start it again. Blocks stay in the"
                + " kernel, events in the journal";
    }

    private static Set<String> users(Bundle bundle) {
        Set<String> users = new TreeSet<>();
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        List<BundleWire> wires =
                wiring == null
                        ? List.of()
                        : wiring.getProvidedWires(PackageNamespace.PACKAGE_NAMESPACE);
        for (BundleWire wire : wires) {
            if (!wire.getRequirer().getBundle().equals(bundle)) {
                users.add(wire.getRequirer().getSymbolicName());
            }
        }
        return users;
    }
}
