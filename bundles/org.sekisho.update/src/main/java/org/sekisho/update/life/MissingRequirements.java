// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/** Says what a bundle that can't be resolved lacks. */
public final class MissingRequirements {
    private static final Pattern NAME = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
    private static final Pattern FROM = Pattern.compile("\\(version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

    private MissingRequirements() {}

    /** What nobody in the framework offers, such as {@code package a.b [1.0,2.0)}; may be empty. */
    public static List<String> of(Bundle bundle, BundleContext context) {
        List<BundleCapability> offered =
                Stream.of(context.getBundles())
                        .map(each -> each.adapt(BundleWiring.class))
                        .filter(Objects::nonNull)
                        .flatMap(wiring -> wiring.getCapabilities(null).stream())
                        .toList();
        return bundle.adapt(BundleRevision.class).getDeclaredRequirements(null).stream()
                .filter(MissingRequirements::isNeeded)
                .filter(wanted -> offered.stream().noneMatch(wanted::matches))
                .map(MissingRequirements::words)
                .toList();
    }

    private static boolean isNeeded(BundleRequirement wanted) {
        return !Constants.RESOLUTION_OPTIONAL.equals(
                        wanted.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                && Constants.EFFECTIVE_RESOLVE.equals(
                        wanted.getDirectives()
                                .getOrDefault(
                                        Constants.EFFECTIVE_DIRECTIVE,
                                        Constants.EFFECTIVE_RESOLVE));
    }

    private static String words(BundleRequirement wanted) {
        String filter = String.valueOf(wanted.getDirectives().get(Constants.FILTER_DIRECTIVE));
        Matcher name = NAME.matcher(filter);
        if (!wanted.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE) || !name.find()) {
            return wanted.getNamespace() + " " + filter;
        }
        Matcher from = FROM.matcher(filter);
        Matcher below = BELOW.matcher(filter);
        String range = "";
        if (from.find()) {
            range =
                    below.find()
                            ? " [" + from.group(1) + "," + below.group(1) + ")"
                            : " " + from.group(1) + " or later";
        }
        return "package " + name.group(1) + range;
    }
}
