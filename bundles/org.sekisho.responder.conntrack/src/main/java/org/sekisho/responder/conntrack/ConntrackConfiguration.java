// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the responder; PID {@code org.sekisho.responder.conntrack}. */
@ObjectClassDefinition(
        name = "Sekisho conntrack responder",
        description = "Ends connections that the kernel has accepted before a block came.")
@interface ConntrackConfiguration {
    @AttributeDefinition(
            description = "Whether connections that a block covers are ended: true, false.")
    boolean enabled() default true;

    @AttributeDefinition(
            description =
                    "The program that is used where the kernel can't be spoken to directly; a name"
                            + " on the PATH or in /usr/sbin, or a path.")
    String program() default "conntrack";

    @AttributeDefinition(
            description = "How long that program may take until it is ended, in seconds; 1 to 300.",
            min = "1",
            max = "300")
    int program_seconds() default 20;
}
