// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * Asks the framework anew each time which bundle exports the package, so that an event bundle may
 * come, go and be replaced, and none is kept alive from here.
 */
final class ExportedClasses implements EventClasses {
    private final FrameworkWiring framework;

    ExportedClasses(BundleContext context) {
        framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    @Override
    public Class<?> find(String name) {
        int dot = name.lastIndexOf('.');
        // the name comes from a file: only what a package's name consists of may enter the filter
        if (dot <= 0
                || !name.chars().allMatch(c -> c == '.' || Character.isJavaIdentifierPart(c))) {
            return null;
        }
        for (BundleCapability exported :
                framework.findProviders(new ExportedPackage(name.substring(0, dot)))) {
            BundleRevision revision = exported.getRevision();
            BundleWiring wiring = revision.getWiring();
            if (wiring != null && wiring.isCurrent()) {
                try {
                    return wiring.getClassLoader().loadClass(name);
                } catch (ClassNotFoundException | LinkageError e) {
                    // another bundle may export more of the package
                    continue;
                }
            }
        }
        return null;
    }

    private record ExportedPackage(String name) implements Requirement {
        @Override
        public String getNamespace() {
            return PackageNamespace.PACKAGE_NAMESPACE;
        }

        @Override
        public Map<String, String> getDirectives() {
            return Map.of(
                    Namespace.REQUIREMENT_FILTER_DIRECTIVE,
                    "(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")");
        }

        @Override
        public Map<String, Object> getAttributes() {
            return Map.of();
        }

        @Override
        public Resource getResource() {
            return null;
        }
    }
}
