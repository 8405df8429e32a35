// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.InputStream;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.capture.CaptureSource;

/**
 * Reads pcap and pcapng, plain or packed with gzip or zstd, told apart by content and never by
 * name.
 */
@Component(configurationPid = FileCaptures.PID)
@Designate(ocd = FileCaptures.Config.class)
public final class FileCaptures implements CaptureFiles {
    static final String PID = "org.sekisho.capture.file";

    /** Bounds on input that is not to be trusted. */
    @ObjectClassDefinition(
            name = "Capture files",
            description = "How far capture files are believed.")
    public @interface Config {
        /** Bytes. */
        @AttributeDefinition(
                name = "Most unpacked bytes",
                description =
                        "Bytes that one compressed capture may unpack to (bytes, at least 1).",
                min = "1")
        long unpacked_bytes_max() default 1L << 40;

        /** Unpacked bytes per packed byte. */
        @AttributeDefinition(
                name = "Highest ratio of unpacking",
                description =
                        "Unpacked bytes per packed byte, judged after the first 256 MiB unpacked"
                                + " (a number, at least 1).",
                min = "1")
        long unpack_ratio_max() default 250;
    }

    private final InputStream standardInput;
    private final UnpackBounds bounds;

    /** Takes its bounds from the configuration. */
    @Activate
    public FileCaptures(Config config) {
        this(
                System.in,
                new UnpackBounds(
                        config.unpacked_bytes_max(), config.unpack_ratio_max(), UnpackBounds.FREE));
    }

    FileCaptures(InputStream standardInput, UnpackBounds bounds) {
        this.standardInput = standardInput;
        this.bounds = bounds;
    }

    @Override
    public CaptureSource file(String path) {
        return merged(List.of(path));
    }

    @Override
    public CaptureSource merged(List<String> paths) {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("no capture file was named");
        }
        return new FileSource(paths, standardInput, bounds);
    }
}
