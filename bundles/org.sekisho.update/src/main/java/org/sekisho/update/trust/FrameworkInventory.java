// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** The bundles that are installed in the framework. */
public final class FrameworkInventory implements Inventory {
    /** The launcher installs what is shipped by reference, and nobody else can resolve such. */
    private static final String SHIPPED = "reference:";

    private static final String DEPLOYED = "sekisho-deployed:";

    private final BundleContext context;

    /** The inventory of the framework that this context is of. */
    public FrameworkInventory(BundleContext context) {
        this.context = context;
    }

    static String location(String symbolicName, Version version, String sha256) {
        return DEPLOYED + symbolicName + '/' + version + '/' + sha256;
    }

    @Override
    public List<Resident> residents(String symbolicName) {
        List<Resident> residents = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                residents.add(resident(bundle));
            }
        }
        return residents;
    }

    private static Resident resident(Bundle bundle) {
        String location = bundle.getLocation();
        if (location.startsWith(SHIPPED)) {
            return new Resident(bundle.getVersion(), digest(location), true);
        }
        String digest =
                location.startsWith(DEPLOYED)
                        ? location.substring(location.lastIndexOf('/') + 1)
                        : "";
        return new Resident(bundle.getVersion(), digest, bundle.getBundleId() == 0);
    }

    private static String digest(String location) {
        try {
            Path jar = Path.of(URI.create(location.substring(SHIPPED.length())));
            return Sha256.of(Files.readAllBytes(jar));
        } catch (IOException | IllegalArgumentException unknown) {
            return "";
        }
    }
}
