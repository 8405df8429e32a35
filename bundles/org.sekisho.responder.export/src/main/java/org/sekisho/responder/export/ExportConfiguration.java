// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the export; PID {@code org.sekisho.responder.export}. */
@ObjectClassDefinition(
        name = "Sekisho export",
        description = "Writes what is to be blocked into files that other firewalls fetch.")
@interface ExportConfiguration {
    /** Whether files are written. */
    @AttributeDefinition(description = "Whether the files are written.")
    boolean enabled() default false;

    /** Where the files are. */
    @AttributeDefinition(
            description =
                    "Folder for the files, which everybody may read; made if it is missing. A"
                            + " relative path begins at the daemon's home.")
    String folder() default "data/export";

    /** By the age of the files others see whether we live. */
    @AttributeDefinition(
            description =
                    "Seconds after which the files are written anew at the latest; 1 to 3600.",
            min = "1",
            max = "3600")
    int interval() default 60;
}
