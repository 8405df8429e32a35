// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the journal; PID {@code org.sekisho.journal}. */
@ObjectClassDefinition(
        name = "Sekisho event journal",
        description = "How many recent events are kept for detectors that start late.")
@interface JournalConfiguration {
    /** Some minutes of a busy link (architecture §10.7). */
    @AttributeDefinition(description = "Most events kept; 0 or more.")
    int max_events() default 65536;

    /** What architecture §10.7 gives the journal of an analysis. */
    @AttributeDefinition(
            description = "Most bytes that the events kept may hold, in bytes; 0 or more.")
    long max_bytes() default 64L << 20;
}
