// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the detector; PID {@code org.sekisho.detector.softether}. */
@ObjectClassDefinition(
        name = "Sekisho SoftEther detector",
        description = "What is looked for, and how much it weighs.")
@interface SoftEtherConfiguration {
    /** The shipped catalogue says how it is written. */
    @AttributeDefinition(
            description =
                    "File with a technique catalogue (Java properties, UTF-8) to use instead of the"
                            + " shipped one; empty for the shipped one. A file with a mistake is"
                            + " refused as a whole, and the shipped catalogue is used.")
    String catalogue() default "";
}
