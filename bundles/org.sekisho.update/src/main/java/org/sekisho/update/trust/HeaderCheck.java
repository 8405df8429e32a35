// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.framework.Constants;

/**
 * What a manifest asks for that would reach beyond the bundle's own name space: {@code
 * docs/administrators-guide.md}, "Whom you trust".
 */
final class HeaderCheck {
    private static final Set<String> FRAMEWORK =
            Set.of(Constants.SYSTEM_BUNDLE_SYMBOLICNAME, "org.apache.felix.framework");

    /** Whoever holds one of these decides over all bundles. */
    private static final List<String> FRAMEWORK_PACKAGES =
            List.of(
                    "org.osgi.framework.hooks",
                    "org.osgi.framework.launch",
                    "org.osgi.framework.connect",
                    "org.osgi.framework.startlevel",
                    "org.osgi.service.cm",
                    "org.osgi.service.permissionadmin",
                    "org.osgi.service.condpermadmin");

    /** Packages that everybody shares; a second provider could slip under the shipped bundles. */
    private static final List<String> SHARED_PACKAGES =
            List.of(
                    "java",
                    "javax",
                    "jdk",
                    "sun",
                    "com.sun",
                    "org.osgi",
                    "org.slf4j",
                    "org.apache.felix");

    private final BundleManifest manifest;
    private final Map<String, byte[]> entries;
    private final boolean ours;
    private final Predicate<String> maySignFor;

    /**
     * A check of one manifest.
     *
     * @param ours whether the bundle is one of the platform's own
     * @param maySignFor whether its signer may sign for a symbolic name
     */
    HeaderCheck(
            BundleManifest manifest,
            Map<String, byte[]> entries,
            boolean ours,
            Predicate<String> maySignFor) {
        this.manifest = manifest;
        this.entries = entries;
        this.ours = ours;
        this.maySignFor = maySignFor;
    }

    void check(Set<Permission> declared) throws RefusedJarException {
        if (!"2".equals(manifest.header(Constants.BUNDLE_MANIFESTVERSION))) {
            throw new RefusedJarException(
                    "it has no Bundle-ManifestVersion: 2, so it is no bundle");
        }
        fragment();
        if (manifest.header(Constants.DYNAMICIMPORT_PACKAGE) != null) {
            throw new RefusedJarException(
                    "it has DynamicImport-Package, which may reach any package at any time; name"
                            + " what it needs in Import-Package");
        }
        exports();
        imports();
        classPath();
        if (manifest.header(Constants.BUNDLE_NATIVECODE) != null
                && !declared.contains(Permission.NATIVE)) {
            throw new RefusedJarException(
                    "it has Bundle-NativeCode and does not declare the permission native");
        }
        for (String agent : List.of("Premain-Class", "Agent-Class", "Launcher-Agent-Class")) {
            if (manifest.header(agent) != null) {
                throw new RefusedJarException(
                        "it has " + agent + ": it would change other bundles");
            }
        }
    }

    private void fragment() throws RefusedJarException {
        for (BundleManifest.Clause host : manifest.clauses(Constants.FRAGMENT_HOST)) {
            String name = host.paths().get(0);
            boolean extension =
                    host.parameters().stream().anyMatch(p -> p.startsWith("extension:="));
            if (extension || FRAMEWORK.contains(name)) {
                throw new RefusedJarException(
                        "it extends the framework itself; that can't be exchanged in a running"
                                + " platform");
            }
            if (!maySignFor.test(name)) {
                throw new RefusedJarException(
                        "it is a fragment of "
                                + Text.printable(name)
                                + ", for which its key may not sign");
            }
        }
        if (manifest.header("ExtensionBundle-Activator") != null) {
            throw new RefusedJarException("it has an ExtensionBundle-Activator");
        }
    }

    private void exports() throws RefusedJarException {
        for (BundleManifest.Clause clause : manifest.clauses(Constants.EXPORT_PACKAGE)) {
            for (String exported : clause.paths()) {
                if (ReservedNames.ours(exported) && !ours) {
                    throw new RefusedJarException(
                            "it exports "
                                    + Text.printable(exported)
                                    + "; packages under org.sekisho are the platform's own");
                }
                if (below(SHARED_PACKAGES, exported)) {
                    throw new RefusedJarException(
                            "it exports "
                                    + Text.printable(exported)
                                    + ", which belongs to the platform; keep a copy of your own"
                                    + " private");
                }
            }
        }
    }

    private void imports() throws RefusedJarException {
        if (ours) {
            return;
        }
        for (BundleManifest.Clause clause : manifest.clauses(Constants.IMPORT_PACKAGE)) {
            for (String imported : clause.paths()) {
                if (below(FRAMEWORK_PACKAGES, imported)) {
                    throw new RefusedJarException(
                            "it imports "
                                    + Text.printable(imported)
                                    + ", by which a bundle controls others");
                }
            }
        }
        for (BundleManifest.Clause clause : manifest.clauses(Constants.REQUIRE_BUNDLE)) {
            if (!maySignFor.test(clause.paths().get(0))) {
                throw new RefusedJarException(
                        "it requires the bundle "
                                + Text.printable(clause.paths().get(0))
                                + ", for which its key may not sign; import packages instead");
            }
        }
    }

    private void classPath() throws RefusedJarException {
        for (BundleManifest.Clause clause : manifest.clauses(Constants.BUNDLE_CLASSPATH)) {
            for (String path : clause.paths()) {
                String folder = path.endsWith("/") ? path : path + "/";
                boolean inside =
                        path.equals(".")
                                || entries.containsKey(path)
                                || entries.keySet().stream().anyMatch(n -> n.startsWith(folder));
                if (!inside) {
                    throw new RefusedJarException(
                            "its Bundle-ClassPath names "
                                    + Text.printable(path)
                                    + ", which is not in it");
                }
            }
        }
    }

    private static boolean below(List<String> roots, String name) {
        return roots.stream().anyMatch(root -> name.equals(root) || name.startsWith(root + "."));
    }
}
