// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Faulty versions of a detector and of a dissector of ours, from source texts beside the tests. */
enum FaultyBundle {
    DETECTOR(
            "org.sekisho.detector.softether",
            "org.sekisho.detector.softether.SoftEtherDetector",
            "org.sekisho.detect.Detector",
            "FaultyDetector.txt"),
    DISSECTOR(
            "org.sekisho.dissector.tls",
            "org.sekisho.dissector.tls.TlsDissector",
            "org.sekisho.dissect.StreamDissector",
            "FaultyDissector.txt");

    /** Says when the fault begins, in the log of the daemon. */
    static final String BEGINS = "the fault begins at ";

    /** A file that is there. */
    static final Path ALWAYS = Path.of("/");

    private static final String COMPONENT =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%1$s"
                deactivate="stop">
              <service scope="prototype"><provide interface="%2$s"/></service>
              <implementation class="%1$s"/>
            </scr:component>
            """;

    private final String symbolicName;
    private final String component;
    private final String service;
    private final String source;

    FaultyBundle(String symbolicName, String component, String service, String source) {
        this.symbolicName = symbolicName;
        this.component = component;
        this.service = service;
        this.source = source;
    }

    String symbolicName() {
        return symbolicName;
    }

    /**
     * A version that goes wrong when it is called.
     *
     * @param trigger until there is such a file it does nothing at all
     */
    BundleJar that(Fault fault, Path trigger) throws IOException {
        return version(trigger, "", fault == Fault.THREADS, fault.statements(), "");
    }

    /** A version that goes wrong when it is made. */
    BundleJar thatIsMade(String statements) throws IOException {
        return version(ALWAYS, statements, false, "", "");
    }

    /** A version that throws, and then goes wrong when it is stopped. */
    BundleJar thatIsStopped(String statements, Path trigger) throws IOException {
        return version(trigger, "", false, Fault.EXCEPTION.statements(), statements);
    }

    private BundleJar version(
            Path trigger, String made, boolean once, String called, String stopped)
            throws IOException {
        BundleJar jar =
                BundleJar.shipped(symbolicName)
                        .compiled(component, text().formatted(trigger, made, once, called, stopped))
                        .entry(
                                "OSGI-INF/" + component + ".xml",
                                COMPONENT
                                        .formatted(component, service)
                                        .getBytes(StandardCharsets.UTF_8));
        String imports = jar.header("Import-Package");
        return imports.contains("org.sekisho.event.flow")
                ? jar
                : jar.header(
                        "Import-Package", imports + ",org.sekisho.event.flow;version=\"[1.0,2)\"");
    }

    private String text() throws IOException {
        try (InputStream in = FaultyBundle.class.getResourceAsStream(source)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
