// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of bundle trust; PID {@code org.sekisho.update}. */
@ObjectClassDefinition(
        name = "Sekisho bundle trust",
        description = "Which bundles may enter a running platform.")
public @interface TrustConfiguration {
    /** Off only where bundles are developed. */
    @AttributeDefinition(
            description =
                    "Whether a bundle must be signed by a certificate in conf/trust. false lets"
                            + " everything in that can be written into deploy/: for developers'"
                            + " machines only.")
    boolean signatures_required() default true;
}
