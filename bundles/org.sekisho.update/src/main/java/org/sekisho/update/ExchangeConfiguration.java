// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the exchange of bundles; PID {@code org.sekisho.update.exchange}. */
@ObjectClassDefinition(
        name = "Sekisho exchange of bundles",
        description = "How long bundles may take, and how long a former version lies ready.")
@interface ExchangeConfiguration {
    @AttributeDefinition(
            description =
                    "Seconds for which the former version lies ready and a fault brings it back; 1 to"
                            + " 604800 (a week).",
            min = "1",
            max = "604800")
    int probation_seconds() default 600;

    @AttributeDefinition(
            description =
                    "Milliseconds that a bundle may take to start and to take its seats; 100 to"
                            + " 60000.",
            min = "100",
            max = "60000")
    int start_millis() default 1500;

    @AttributeDefinition(
            description =
                    "Milliseconds that a bundle may take to stop before it is left to itself; 100 to"
                            + " 60000.",
            min = "100",
            max = "60000")
    int stop_millis() default 1500;

    @AttributeDefinition(
            description =
                    "Seconds that a new detector may take to read the journal while the former one"
                            + " judges; 1 to 3600.",
            min = "1",
            max = "3600")
    int warmup_seconds() default 120;
}
