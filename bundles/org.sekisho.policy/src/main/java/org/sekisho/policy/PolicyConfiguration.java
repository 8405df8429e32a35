// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of policy; PID {@code org.sekisho.policy}. */
@ObjectClassDefinition(
        name = "Sekisho policy",
        description = "What is done about detections. This version watches and blocks nothing.")
@interface PolicyConfiguration {
    /** The safe default: nothing is touched. */
    @AttributeDefinition(
            description = "watch: detections are shown and told, nothing is blocked.",
            options = @Option(label = "watch", value = "watch"))
    String mode() default "watch";

    /** The contract's default. */
    @AttributeDefinition(
            description = "How sure a detection must be before it would be blocked.",
            options = {
                @Option(label = "likely", value = "likely"),
                @Option(label = "confirmed", value = "confirmed")
            })
    String block_state() default "likely";

    /** Long enough to be felt, short enough for a mistake to pass. */
    @AttributeDefinition(
            description = "How long a block lasts: a number and s, m, h or d, such as 10m.")
    String block_duration() default "10m";
}
