// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the responder; PID {@code org.sekisho.responder.iptables}. */
@ObjectClassDefinition(
        name = "Sekisho iptables responder",
        description = "Puts blocks in force with iptables and ipset, in chains of its own.")
@interface IptablesConfiguration {
    /** Enough to notice that the network works, too little for a tunnel. */
    long LIMIT_RATE = 8192;

    /** Off, for where there is iptables there mostly is nftables, which is faster. */
    @AttributeDefinition(
            description =
                    "Whether blocks are put in force with iptables and ipset. Both this and"
                            + " nftables may be on.")
    boolean enabled() default false;

    @AttributeDefinition(
            description =
                    "What a block with the action 'limit' lets through for each address, in bytes"
                            + " per second and direction; 128 or more.",
            min = "128")
    long limit_rate() default LIMIT_RATE;

    @AttributeDefinition(
            description =
                    "How often the firewall is compared with what is wanted, in seconds; 1 to 3600.",
            min = "1",
            max = "3600")
    int check_seconds() default 2;

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
                    "The program for IPv4, whose -save and -restore stand beside it; a name on the"
                            + " PATH or in /usr/sbin, or a path. iptables-legacy and iptables-nft"
                            + " are others than the system's choice.")
    String iptables() default "iptables";

    @AttributeDefinition(description = "The same for IPv6.")
    String ip6tables() default "ip6tables";

    @AttributeDefinition(description = "The program ipset; a name or a path as above.")
    String ipset() default "ipset";

    @AttributeDefinition(
            description =
                    "How long one of these programs may take until it is ended, in seconds; 1 to"
                            + " 300.",
            min = "1",
            max = "300")
    int program_seconds() default 20;
}
