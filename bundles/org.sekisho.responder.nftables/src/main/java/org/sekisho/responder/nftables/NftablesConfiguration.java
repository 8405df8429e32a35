// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of the responder; PID {@code org.sekisho.responder.nftables}. */
@ObjectClassDefinition(
        name = "Sekisho nftables responder",
        description = "Puts blocks in force with nftables, in a table of its own.")
@interface NftablesConfiguration {
    /** Enough to notice that the network works, too little for a tunnel. */
    long LIMIT_RATE = 8192;

    @AttributeDefinition(
            description =
                    "Whether blocks are put in force with nftables. Without a block, nothing of ours"
                            + " is in the firewall either way.")
    boolean enabled() default true;

    @AttributeDefinition(
            description =
                    "What a block with the action 'limit' lets through, in bytes per second, both"
                            + " directions together; 1 or more.",
            min = "1")
    long limit_rate() default LIMIT_RATE;

    /** A router filters frames of a bridge by MAC; a box that is itself a bridge, by all. */
    @AttributeDefinition(
            description =
                    "Which blocks also apply to frames that a bridge of this machine passes from"
                            + " port to port: mac (those of scope mac) or all.",
            options = {@Option("mac"), @Option("all")})
    String bridge() default "mac";

    @AttributeDefinition(
            description =
                    "How often the firewall is compared with what is wanted even if nobody seems to"
                            + " have changed it, in seconds; 1 to 3600.",
            min = "1",
            max = "3600")
    int check_seconds() default 60;

    @AttributeDefinition(
            description =
                    "How often rules of ours may be taken away within taken.away.minutes until they"
                            + " are no longer put back; 1 to 1000.",
            min = "1",
            max = "1000")
    int taken_away_most() default 5;

    @AttributeDefinition(
            description =
                    "The time for taken.away.most, and how long rules are not put back afterwards,"
                            + " in minutes; 1 to 1440.",
            min = "1",
            max = "1440")
    int taken_away_minutes() default 10;

    @AttributeDefinition(
            description =
                    "The program that is used where the kernel can't be spoken to directly; a name"
                            + " on the PATH or in /usr/sbin, or a path.")
    String program() default "nft";

    @AttributeDefinition(
            description = "How long that program may take until it is ended, in seconds; 1 to 300.",
            min = "1",
            max = "300")
    int program_seconds() default 20;
}
