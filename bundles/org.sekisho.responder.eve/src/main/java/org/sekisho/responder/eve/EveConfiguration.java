// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of the notifier; PID {@code org.sekisho.responder.eve}. */
@ObjectClassDefinition(
        name = "Sekisho EVE notifier",
        description = "Writes alerts, flows and statistics as EVE JSON. Off unless configured.")
@interface EveConfiguration {
    /** The name that log collectors look for. */
    @AttributeDefinition(description = "The file; relative to log.")
    String file() default "eve.json";

    /** All flows would say who talked to whom at all. */
    @AttributeDefinition(
            description =
                    "Which flows are written when they end: interest (those of a case), all, or"
                            + " none.",
            options = {
                @Option(label = "interest", value = "interest"),
                @Option(label = "all", value = "all"),
                @Option(label = "none", value = "none")
            })
    String flows() default "interest";

    /** Often enough for a graph. */
    @AttributeDefinition(
            description = "Seconds between two records of statistics; 0: none.",
            min = "0",
            max = "86400")
    int stats_seconds() default 60;

    /** Names this sensor among several. */
    @AttributeDefinition(
            description = "Name of this sensor in each record; empty: the name of this machine.")
    String sensor_name() default "";

    /** As large as people still open. */
    @AttributeDefinition(
            description = "Size at which a new file is begun, in MiB; 0: never because of it.",
            min = "0",
            max = "1048576")
    int rotate_mib() default 100;

    /** A file a day. */
    @AttributeDefinition(
            description = "Age at which a new file is begun, in hours; 0: never because of it.",
            min = "0",
            max = "87600")
    int rotate_hours() default 24;

    /** A week, where a day fits into one file. */
    @AttributeDefinition(
            description = "How many former files are kept, 0 to 999.",
            min = "0",
            max = "999")
    int keep() default 7;
}
