// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of policy; PID {@code org.sekisho.policy}. */
@ObjectClassDefinition(
        name = "Sekisho policy",
        description = "What is done about detections. Out of the box nothing is blocked.")
public @interface PolicyConfiguration {
    /** The safe default: nothing is touched. */
    @AttributeDefinition(
            description = "watch: detections are shown and told; block: tunnels are also blocked.",
            options = {
                @Option(label = "watch", value = "watch"),
                @Option(label = "block", value = "block")
            })
    String mode() default "watch";

    /** Who locks himself out can't switch it off again. */
    @AttributeDefinition(
            description =
                    "Whether mode=block ends after 60 s unless it is confirmed with 'sekisho policy"
                            + " confirm'; what was confirmed stays so over restarts.")
    boolean confirm_required() default true;

    /** With two keys and evidence of both ends, likely is sure enough. */
    @AttributeDefinition(
            description = "How sure a detection must be before it is blocked: likely or confirmed.",
            options = {
                @Option(label = "likely", value = "likely"),
                @Option(label = "confirmed", value = "confirmed")
            })
    String block_state() default "likely";

    /** One kind of evidence may be wrong in a way that nobody thought of. */
    @AttributeDefinition(
            description =
                    "Whether a block needs one definitive technique or techniques of two"
                            + " independent families, in which both ends took part.")
    boolean two_key() default true;

    /** Stops the tunnel over every carrier and harms nothing else. */
    @AttributeDefinition(
            description =
                    "What is blocked: pair (everything between client and server), flow (one"
                            + " connection), server, client, or mac.",
            options = {
                @Option(label = "pair", value = "pair"),
                @Option(label = "flow", value = "flow"),
                @Option(label = "server", value = "server"),
                @Option(label = "client", value = "client"),
                @Option(label = "mac", value = "mac")
            })
    String block_scope() default "pair";

    /** A tunnel's client that is told nothing keeps trying, which does no harm. */
    @AttributeDefinition(
            description = "drop: packets are dropped; reset: TCP is reset, the rest dropped.",
            options = {
                @Option(label = "drop", value = "drop"),
                @Option(label = "reset", value = "reset")
            })
    String block_action() default "drop";

    /** Long enough to be felt, short enough for a mistake to pass. */
    @AttributeDefinition(
            description =
                    "How long a first block lasts: a number and s, m, h or d, such as 10m; at most"
                            + " 365d.")
    String block_duration() default "10m";

    /** 10 minutes, 20, 40 and so on. */
    @AttributeDefinition(
            description =
                    "Each further block of a client lasts so many times as long as the one before:"
                            + " 1 (no growth) to 100.",
            min = "1",
            max = "100")
    double block_growth() default 2;

    /** A block that nobody remembers is a fault that nobody finds. */
    @AttributeDefinition(
            description = "The longest that a block may last, however often it was repeated.")
    String block_duration_most() default "1d";

    /** As long as an administrator remembers. */
    @AttributeDefinition(description = "How long a block counts for the duration of the next one.")
    String block_memory() default "7d";

    /** Who comes back the next day was recognised anew anyway. */
    @AttributeDefinition(
            description =
                    "How long after the end of a block the tunnel is blocked again at once when it"
                            + " is seen alive; later it must be recognised anew.")
    String watch_after_release() default "1d";

    /** Nothing is hidden unless somebody asks for it. */
    @AttributeDefinition(
            description =
                    "What nobody is told of: a method (ssh), a state (suspected) or both"
                            + " (ssh@suspected), separated by commas.")
    String ignore() default "";

    /** For methods that somebody wants to know of but not to stop. */
    @AttributeDefinition(
            description =
                    "What is only watched: a method, a state or both, separated by commas, as in"
                            + " 'ignore'.")
    String watch() default "";

    /** Findings that are no tunnel between two addresses are blocked only on request. */
    @AttributeDefinition(
            description =
                    "What is blocked although it would only be watched: control, hub, bridge,"
                            + " secure-nat, or another method with a state (ssh@likely), separated"
                            + " by commas.")
    String block() default "";

    /** Most tunnels end when somebody is told. */
    @AttributeDefinition(
            description =
                    "Measures from the mildest to the hardest, instead of block.scope: some of"
                            + " notify, limit, flow, pair, server, host, in this order. A tunnel"
                            + " that returns meets the next one. Empty: no ladder.")
    String ladder() default "";

    /** Enough to read a mail and log off. */
    @AttributeDefinition(
            description =
                    "How long a tunnel may go on after the ladder's 'notify' before the next"
                            + " measure.")
    String ladder_grace() default "10m";

    /** A day without is a day forgiven. */
    @AttributeDefinition(description = "How long a tunnel must stay away to come one measure down.")
    String ladder_down() default "1d";

    /** A cloud front or a relay serves thousands. */
    @AttributeDefinition(
            description =
                    "Servers that the ladder may block for everybody although others use them for"
                            + " ordinary traffic: addresses, networks or 'any'.")
    String ladder_shared_servers() default "";

    /** What nothing around here tells. */
    @AttributeDefinition(
            description =
                    "What must never be blocked beside what is found by itself: networks, addresses"
                            + " and MAC addresses, separated by commas or blanks.")
    String protect() default "";

    /** The port of sshd(8). */
    @AttributeDefinition(
            description =
                    "TCP ports of this machine whose peers are administrators and are never blocked"
                            + " while they are connected and 10 minutes after; empty: none.")
    String protect_ssh_ports() default "22";

    /** A sensor at a mirror port has no address in the network it watches. */
    @AttributeDefinition(
            description =
                    "Networks whose hosts' own MAC addresses are seen, beside those that this"
                            + " machine has an address in; blocks by MAC address need it.")
    String local_networks() default "";
}
