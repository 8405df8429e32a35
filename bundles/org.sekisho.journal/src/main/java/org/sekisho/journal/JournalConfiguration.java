// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the journal; PID {@code org.sekisho.journal}. */
@ObjectClassDefinition(
        name = "Sekisho event journal",
        description = "How many recent events are kept for detectors that start late.")
@interface JournalConfiguration {
    /** Below this a segment would be too short for a certificate chain. */
    long LEAST_DISK_BYTES = 4L << 20;

    /** Some minutes of a busy link (architecture §10.7). */
    @AttributeDefinition(
            description = "Most events kept by an analysis of files; 0 or more.",
            min = "0")
    int max_events() default 65536;

    /** What architecture §10.7 gives the journal of an analysis. */
    @AttributeDefinition(
            description =
                    "Most bytes that the events kept by an analysis of files may hold, in bytes; 0 or more.",
            min = "0")
    long max_bytes() default 64L << 20;

    /** Whether the daemon keeps a journal. */
    @AttributeDefinition(
            description = "Whether the daemon keeps a journal; if not, what was stored is deleted.")
    boolean enabled() default true;

    /** What architecture §10.7 gives the journal of the daemon. */
    @AttributeDefinition(
            description = "Most bytes of the daemon's journal on disk, in bytes; 4194304 or more.",
            min = "4194304")
    long max_disk_bytes() default 1L << 30;

    /** Bound in time, for those who must not keep longer who talked to whom. */
    @AttributeDefinition(
            description =
                    "Longest that the daemon's journal keeps an event, in hours; 0 without bound.",
            min = "0")
    int max_age() default 0;

    /** One type that floods must not push out the others. */
    @AttributeDefinition(
            description =
                    "Share of the daemon's journal that events of a type may take before they go first, as TYPE=PERCENT; * for all types not named.")
    String[] quotas() default {"*=40"};
}
