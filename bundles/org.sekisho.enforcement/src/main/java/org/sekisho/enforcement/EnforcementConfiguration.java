// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of enforcement; PID {@code org.sekisho.enforcement}. */
@ObjectClassDefinition(
        name = "Sekisho enforcement",
        description =
                "How decisions are put in force, and when a person is asked before more are."
                        + " Whether anything is blocked at all is policy's business.")
@interface EnforcementConfiguration {
    /** What the firewall holds goes on ending blocks by itself. */
    @AttributeDefinition(
            description =
                    "Whether the daemon takes its blocks out of the firewall when it is stopped. If"
                            + " not, they stay until their time is over.")
    boolean unblock_on_stop() default false;

    /** A person who blocks by hand manages a few; a fault of ours manages thousands. */
    @AttributeDefinition(
            description =
                    "Most blocks that policy may begin within a minute before the circuit breaker"
                            + " opens; 0 without bound.",
            min = "0")
    int blocks_per_minute() default Options.BLOCKS_PER_MINUTE;

    /** A tunnel is the exception; where every fourth host has one, something else is wrong. */
    @AttributeDefinition(
            description =
                    "Most percent of the inside hosts that may be blocked at a time before the"
                            + " circuit breaker opens; 100 without bound.",
            min = "1",
            max = "100")
    int blocks_hosts_percent() default Options.BLOCKS_HOSTS_PERCENT;

    /** A share of a handful says nothing. */
    @AttributeDefinition(
            description = "Hosts that may be blocked at a time whatever their share; 1 or more.",
            min = "1")
    int blocks_hosts_least() default Options.BLOCKS_HOSTS_LEAST;

    /** Somebody should look first. */
    @AttributeDefinition(
            description =
                    "What closes the circuit breaker: by-hand (sekisho blocks resume), or a time"
                            + " after which it closes by itself, such as 30m.")
    String breaker_closes() default "by-hand";
}
