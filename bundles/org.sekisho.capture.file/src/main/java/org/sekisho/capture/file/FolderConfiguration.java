// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of one folder of captures; factory PID {@code org.sekisho.capture.folder}. */
@ObjectClassDefinition(
        name = "Sekisho capture from a folder",
        description = "Reads the captures that a capturing tool leaves in a folder, each once.")
@interface FolderConfiguration {
    @AttributeDefinition(description = "Path of the folder that captures are written to.")
    String folder();

    @AttributeDefinition(
            description = "Which files are captures, such as *.pcap or lan-*.pcapng.gz.")
    String pattern() default "*.{pcap,pcapng,cap,pcap.gz,pcapng.gz,pcap.zst,pcapng.zst}";

    @AttributeDefinition(
            description = "full: as fast as can be. original: as fast as it was captured.",
            options = {@Option("full"), @Option("original")})
    String pace() default "full";

    @AttributeDefinition(description = "Whether files that appear later are read too: true, false.")
    boolean follow() default true;

    @AttributeDefinition(
            description =
                    "Seconds that a file must not have changed to be complete, unless a newer one is"
                            + " there; 1 to 86400.",
            min = "1",
            max = "86400")
    int settle_seconds() default 5;
}
