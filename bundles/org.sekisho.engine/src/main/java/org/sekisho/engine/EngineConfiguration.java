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
            name = "Quiescence deadline",
            description =
                    "Milliseconds that stopping a bundle waits for its code to be left by every"
                            + " thread.",
            min = "1",
            max = "60000")
    int quiescence_ms() default 1000;
}
