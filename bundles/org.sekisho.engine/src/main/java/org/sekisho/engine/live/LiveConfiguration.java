// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the live analysis; PID {@code org.sekisho.engine.live}. */
@ObjectClassDefinition(
        name = "Sekisho live analysis",
        description = "Memory bounds and queues of the analysis of live traffic.")
@interface LiveConfiguration {
    @AttributeDefinition(
            description =
                    "Most flows remembered by each worker, of IPv4 and of IPv6; 1024 or more.",
            min = "1024",
            max = "16777216")
    int max_flows() default 1 << 18;

    @AttributeDefinition(
            description =
                    "Most bytes of streams and fragments held back by each worker, in MiB; 1 to 4096.",
            min = "1",
            max = "4096")
    int reassembly_mib() default 64;

    @AttributeDefinition(
            description =
                    "Most portions of events that wait for judging; what comes beyond is given up and"
                            + " counted. 16 to 65536.",
            min = "16",
            max = "65536")
    int judging_queue() default 1024;

    @AttributeDefinition(
            description =
                    "Seconds until a source that could not be opened is tried again; 1 to 3600.",
            min = "1",
            max = "3600")
    int retry_seconds() default 2;
}
