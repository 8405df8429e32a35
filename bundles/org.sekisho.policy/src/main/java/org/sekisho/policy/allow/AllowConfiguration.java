// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of one entry of the allow list; factory PID {@code org.sekisho.policy.allow}. */
@ObjectClassDefinition(
        name = "Sekisho allow list",
        description = "Whom no block may hit, and when; one file for each entry.")
public @interface AllowConfiguration {
    /** Whole networks, whichever end lies in them. */
    @AttributeDefinition(
            description =
                    "Networks that are not blocked, such as 192.0.2.0/24 2001:db8::/48, separated"
                            + " by commas or blanks.")
    String networks() default "";

    /** Single machines. */
    @AttributeDefinition(
            description = "Addresses that are not blocked, separated by commas or blanks.")
    String hosts() default "";

    /** Machines whose address changes. */
    @AttributeDefinition(
            description =
                    "MAC addresses whose hosts are not blocked, such as 00:1b:21:0a:0b:0c,"
                            + " separated by commas or blanks.")
    String macs() default "";

    /** A name is what the client says, so it is weaker than an address. */
    @AttributeDefinition(
            description =
                    "Names of servers that are not blocked, such as vpn.example.com or"
                            + " *.example.com, separated by commas or blanks. A client chooses the"
                            + " name it asks for, so prefer networks.")
    String names() default "";

    /** A day is one on which a time begins. */
    @AttributeDefinition(
            description = "Days of the week on which it counts, such as mon-fri sun; empty: all.")
    String days() default "";

    /** By the clock of this machine. */
    @AttributeDefinition(
            description =
                    "Times of day in which it counts, such as 08:00-18:00 or 22:00-06:00; empty:"
                            + " all day.")
    String times() default "";

    /** Exceptions that nobody takes back are the rule. */
    @AttributeDefinition(
            description =
                    "Until when it counts: 2027-03-31 (that day included), 2027-03-31T18:00 by"
                            + " local time, or with an offset as in 2027-03-31T18:00+09:00; empty:"
                            + " for ever.")
    String until() default "";

    /** Whoever finds the file later wants to know. */
    @AttributeDefinition(description = "Why, for whoever reads it later.")
    String comment() default "";

    /** To be spared a block is one thing, not to be seen another. */
    @AttributeDefinition(
            description = "Whether tunnels that it excepts are still told of by notices.")
    boolean notices() default true;
}
