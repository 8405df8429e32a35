// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The components that can be configured, as the bundles' metatypes tell. */
final class KnownComponents {
    private final MetaTypeService metatype;
    private final BundleContext context;

    KnownComponents(MetaTypeService metatype, BundleContext context) {
        this.metatype = metatype;
        this.context = context;
    }

    /**
     * Whom a file is for.
     *
     * @param pid of the component
     * @param name after the dash for a factory, of which there may be several; null else
     * @param options it knows
     */
    record Target(String pid, String name, Options options) {}

    /** Whom a file named {@code <base>.cfg} is for. */
    Optional<Target> target(String base) {
        for (Bundle bundle : context.getBundles()) {
            MetaTypeInformation information =
                    bundle.getState() == Bundle.UNINSTALLED
                            ? null
                            : metatype.getMetaTypeInformation(bundle);
            if (information == null) {
                continue;
            }
            if (Arrays.asList(information.getPids()).contains(base)) {
                return Optional.of(new Target(base, null, options(information, base)));
            }
            for (String factory : information.getFactoryPids()) {
                if (base.startsWith(factory + "-") && base.length() > factory.length() + 1) {
                    String name = base.substring(factory.length() + 1);
                    return Optional.of(new Target(factory, name, options(information, factory)));
                }
            }
        }
        return Optional.empty();
    }

    /** Why a file of this name is for nobody, and what may have been meant. */
    String unknown(String base) {
        Set<String> names = new TreeSet<>();
        for (Bundle bundle : context.getBundles()) {
            MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
            if (information != null) {
                names.addAll(Arrays.asList(information.getPids()));
                for (String factory : information.getFactoryPids()) {
                    if (base.equals(factory)) {
                        return "there can be several of "
                                + base
                                + ": name this one, as in "
                                + base
                                + "-lan.cfg";
                    }
                    int dash = base.indexOf('-');
                    names.add(dash < 0 ? factory + "-NAME" : factory + base.substring(dash));
                }
            }
        }
        return "there is no component with the PID "
                + base
                + " to configure"
                + Closest.to(base, names)
                        .map(meant -> "; did you mean " + meant + ".cfg?")
                        .orElse("; known are " + String.join(", ", names));
    }

    private static Options options(MetaTypeInformation information, String pid) {
        ObjectClassDefinition definition = information.getObjectClassDefinition(pid, null);
        return new Options(
                attributes(definition, ObjectClassDefinition.REQUIRED),
                attributes(definition, ObjectClassDefinition.OPTIONAL));
    }

    private static List<AttributeDefinition> attributes(
            ObjectClassDefinition definition, int which) {
        AttributeDefinition[] found = definition.getAttributeDefinitions(which);
        return found == null ? List.of() : Arrays.asList(found);
    }
}
