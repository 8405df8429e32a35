// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of active confirmation; PID {@code org.sekisho.confirmation}. */
@ObjectClassDefinition(
        name = "Sekisho active confirmation",
        description =
                "Asks servers what they are when a tunnel to them is suspected. Off unless"
                        + " configured.")
@interface ConfirmationConfiguration {
    /** Who lists nobody asks nobody. */
    @AttributeDefinition(
            description =
                    "Servers that may be asked: addresses and networks, separated by commas, such as"
                            + " 192.0.2.1, 198.51.100.0/24; empty: none.",
            required = false)
    String targets() default "";

    /** So that whoever is asked, and every firewall on the way, knows who asks. */
    @AttributeDefinition(
            description = "Address of this machine from which questions are sent; empty: none are.",
            required = false)
    String source() default "";

    /** Over all servers. */
    @AttributeDefinition(
            description = "Most servers asked in an hour, 1 to 60.",
            min = "1",
            max = "60")
    int per_hour() default 6;

    /** A handshake and two answers over a bad line. */
    @AttributeDefinition(
            description = "Most time for one server, in seconds, 1 to 60.",
            min = "1",
            max = "60")
    int seconds() default 10;

    /** A handshake with a long chain of certificates, twice, and a page. */
    @AttributeDefinition(
            description = "Most bytes taken from one server, in KiB, 4 to 256.",
            min = "4",
            max = "256")
    int kib() default 64;
}
