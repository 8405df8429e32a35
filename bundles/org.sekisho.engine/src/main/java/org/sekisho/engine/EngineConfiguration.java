// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the engine; PID {@code org.sekisho.engine}. */
@ObjectClassDefinition(
        name = "Sekisho engine",
        description = "How the engine deals with dissectors and detectors that fail or hang.")
@interface EngineConfiguration {
    @AttributeDefinition(
            name = "Failures until taken out",
            description =
                    "After so many exceptions a dissector or detector is not asked any more until"
                            + " its bundle is updated.",
            min = "1")
    int failures_max() default 16;

    @AttributeDefinition(
            name = "Failures until taken out, on probation",
            description =
                    "The same for a bundle whose former version lies ready: 1 brings that back at"
                            + " the first exception.",
            min = "1")
    int probation_failures_max() default 1;

    @AttributeDefinition(
            name = "Longest stay",
            description =
                    "Milliseconds that a detector of the live analysis may take for one event;"
                            + " then it is taken out and another thread judges. 100 to 60000.",
            min = "100",
            max = "60000")
    int stall_ms() default 1000;

    @AttributeDefinition(
            name = "Evidence for an event",
            description = "Pieces of evidence that a detector may give for one event; 16 to 65536.",
            min = "16",
            max = "65536")
    int evidence_per_event() default 1024;

    @AttributeDefinition(
            name = "Evidence in a second",
            description =
                    "Pieces of evidence that a detector of the live analysis may give within a"
                            + " second, unless it saw so many events; 100 to 10000000.",
            min = "100",
            max = "10000000")
    int evidence_per_second() default 10_000;

    @AttributeDefinition(
            name = "Slow event",
            description =
                    "Microseconds that a detector of the live analysis may take for an event in"
                            + " the mean when it makes judging fall behind; 10 to 1000000.",
            min = "10",
            max = "1000000")
    int slow_event_micros() default 1000;

    @AttributeDefinition(
            name = "Quiescence deadline",
            description =
                    "Milliseconds that stopping a bundle waits for its code to be left by every"
                            + " thread.",
            min = "1",
            max = "60000")
    int quiescence_ms() default 1000;
}
