// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A detector that finds what the shipped one finds, but for one technique. */
final class OtherDetector {
    /** What it does not find. */
    static final String DROPPED = "SE-TLS-PROBE";

    /** What it finds in place of that. */
    static final Set<String> ADDED = Set.of("SE-OTHER-1", "SE-OTHER-2", "SE-OTHER-3");

    private static final String SHIPPED = "org.sekisho.detector.softether";
    private static final String SHIPPED_CLASS = SHIPPED + ".SoftEtherDetector";
    private static final String COMPONENT = "OSGI-INF/" + SHIPPED_CLASS + ".xml";
    private static final String CLASS = SHIPPED + ".OtherDetector";

    private OtherDetector() {}

    /** Its bundle, made of the shipped one. */
    static BundleJar jar() throws IOException {
        BundleJar jar = BundleJar.shipped(SHIPPED);
        try (InputStream in = OtherDetector.class.getResourceAsStream("OtherDetector.txt")) {
            jar.with(CLASS, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        String component = new String(jar.entry(COMPONENT), StandardCharsets.UTF_8);
        String from = "implementation class=\"" + SHIPPED_CLASS + "\"";
        if (!component.contains(from)) {
            throw new IOException("another component than expected: " + component);
        }
        String to = "implementation class=\"" + CLASS + "\"";
        return jar.entry(COMPONENT, component.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }
}
