// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;

/** Says which bundle or component misses what. */
final class MissingPieces {

    private static final String COMPONENT_RUNTIME =
            "org.osgi.service.component.runtime.ServiceComponentRuntime";

    /** The last of these in Felix's message is the one at the bottom of a chain. */
    private static final Pattern REQUIREMENT =
            Pattern.compile(
                    "missing requirement \\[(?<bundle>\\S+) \\[\\d+]\\(R [\\d.]+\\)] "
                            + "(?<what>.+?)(?= Unresolved requirements| \\[caused by|$)");

    private static final Pattern PACKAGE =
            Pattern.compile(
                    "osgi.wiring.package; \\(&\\(osgi.wiring.package=(?<name>[^)]+)\\)"
                            + "\\(version>=(?<from>[^)]+)\\)\\(!\\(version>=(?<below>[^)]+)\\)\\)\\)");

    private MissingPieces() {}

    /** Why a bundle did not start. */
    static String of(Bundle bundle, BundleException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher matcher = REQUIREMENT.matcher(message);
        String missing = null;
        while (matcher.find()) {
            String what = matcher.group("what");
            Matcher wanted = PACKAGE.matcher(what);
            if (wanted.matches()) {
                what = wanted.replaceFirst("package ${name} [${from},${below})");
            }
            missing =
                    matcher.group("bundle").equals(bundle.getSymbolicName())
                            ? "misses " + what
                            : "misses " + what + ", which " + matcher.group("bundle") + " needs";
        }
        if (missing == null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            missing = "failed with " + cause;
        }
        return bundle.getSymbolicName() + " " + missing;
    }

    /** Why a command did not appear: the components that are not satisfied, with what they miss. */
    static String of(BundleContext context, String command) {
        List<String> lines = new ArrayList<>();
        ServiceReference<?> runtime = context.getServiceReference(COMPONENT_RUNTIME);
        if (runtime != null) {
            try {
                unsatisfied(context.getService(runtime), lines);
            } catch (ReflectiveOperationException e) {
                lines.add("the components can't be asked: " + e);
            }
        }
        String head = "no bundle offers the command '" + command + "'";
        return lines.isEmpty()
                ? head + ", and no component misses anything"
                : head + "; components that can't start:\n  " + String.join("\n  ", lines);
    }

    // The runtime's types come from a bundle that this class can't be compiled against; its data
    // objects have public fields.
    private static void unsatisfied(Object runtime, List<String> lines)
            throws ReflectiveOperationException {
        Class<?> type = runtime.getClass().getInterfaces()[0];
        Object all =
                type.getMethod("getComponentDescriptionDTOs", Bundle[].class)
                        .invoke(runtime, (Object) new Bundle[0]);
        for (Object description : (Collection<?>) all) {
            Object configurations =
                    type.getMethod("getComponentConfigurationDTOs", description.getClass())
                            .invoke(runtime, description);
            Object bundle = field(description, "bundle");
            String name = field(description, "name") + " in " + field(bundle, "symbolicName");
            for (Object configuration : (Collection<?>) configurations) {
                Object references = field(configuration, "unsatisfiedReferences");
                for (int i = 0; i < Array.getLength(references); i++) {
                    Object reference = field(Array.get(references, i), "name");
                    lines.add(name + " misses " + serviceOf(description, reference));
                }
                Object failure = field(configuration, "failure");
                if (failure != null) {
                    lines.add(name + " failed: " + failure.toString().lines().findFirst().get());
                }
            }
        }
    }

    private static String serviceOf(Object description, Object reference)
            throws ReflectiveOperationException {
        Object all = field(description, "references");
        for (int i = 0; i < Array.getLength(all); i++) {
            Object candidate = Array.get(all, i);
            if (field(candidate, "name").equals(reference)) {
                Object target = field(candidate, "target");
                return field(candidate, "interfaceName") + (target == null ? "" : " " + target);
            }
        }
        return "the service of its reference " + reference;
    }

    private static Object field(Object dto, String name) throws ReflectiveOperationException {
        return dto.getClass().getField(name).get(dto);
    }
}
