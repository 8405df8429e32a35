// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** What a bundle brings, as far as it matters for the way it is exchanged. */
public enum Kind {
    /** Only detectors: two versions can sit beside each other, one of them as a shadow. */
    DETECTOR,
    /** Dissectors: the new version starts before the former one stops. */
    DISSECTOR,
    /** Sources, responders and all else: two at a time would do everything twice. */
    OTHER;

    private static final String DETECT = "org.sekisho.detect.Detector";

    /** Only speaks of its bundle; it does nothing that two could do twice. */
    private static final String CHECK = "org.sekisho.operate.ConfigurationCheck";

    private static final Set<String> DISSECT =
            Set.of(
                    "org.sekisho.dissect.StreamDissector",
                    "org.sekisho.dissect.DatagramDissector",
                    "org.sekisho.dissect.LinkDissector");

    /** The kind of an installed bundle, by the services that its manifest says it offers. */
    public static Kind of(Bundle bundle) {
        Set<String> offered = new HashSet<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        for (BundleCapability service : revision.getDeclaredCapabilities("osgi.service")) {
            Object names = service.getAttributes().get("objectClass");
            if (names instanceof Collection<?> several) {
                several.forEach(name -> offered.add(String.valueOf(name)));
            } else if (names != null) {
                offered.addAll(List.of(String.valueOf(names).split(",")));
            }
        }
        offered.remove(CHECK);
        if (offered.equals(Set.of(DETECT))) {
            return DETECTOR;
        }
        boolean takesPart = !offered.isEmpty();
        for (String name : offered) {
            takesPart &= isSeated(name);
        }
        return takesPart ? DISSECTOR : OTHER;
    }

    /** Whether services of this type take a seat in the engine. */
    public static boolean isSeated(String service) {
        return DETECT.equals(service) || DISSECT.contains(service);
    }
}
