// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the detector; PID {@code org.sekisho.detector.tunnel}. */
@ObjectClassDefinition(
        name = "Sekisho tunnel detector",
        description = "Which behaviour of flows is looked for, and how much it weighs.")
@interface TunnelConfiguration {
    /** The shipped catalogue says how it is written. */
    @AttributeDefinition(
            description =
                    "File with a technique catalogue (Java properties, UTF-8) to use instead of the"
                            + " shipped one; empty for the shipped one. A file with a mistake is"
                            + " refused as a whole, and the shipped catalogue is used.")
    String catalogue() default "";
}
