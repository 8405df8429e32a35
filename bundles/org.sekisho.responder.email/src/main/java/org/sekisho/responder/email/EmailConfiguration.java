// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of the notifier; PID {@code org.sekisho.responder.email}. */
@ObjectClassDefinition(
        name = "Sekisho e-mail notifier",
        description = "Sends notices by e-mail. Off unless configured.")
@interface EmailConfiguration {
    /** There is no server that everybody has. */
    @AttributeDefinition(description = "Name or address of the mail server.")
    String smtp_host();

    /** RFC 5321, RFC 6409, RFC 8314. */
    @AttributeDefinition(
            description = "Its port; 0: 587 for starttls, 465 for tls, 25 for none.",
            min = "0",
            max = "65535")
    int smtp_port() default 0;

    /** Notices say who talked to whom. */
    @AttributeDefinition(
            description =
                    "How the connection is secured: starttls, tls (from its first byte), or none"
                            + " (everything in clear).",
            options = {
                @Option(label = "starttls", value = "starttls"),
                @Option(label = "tls", value = "tls"),
                @Option(label = "none", value = "none")
            })
    String smtp_security() default "starttls";

    /** Relays inside a site often ask for nothing. */
    @AttributeDefinition(description = "User name to log in with; empty: without logging in.")
    String smtp_user() default "";

    /** Its password. */
    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description = "The user's password, may be $[secret:NAME].")
    String smtp_password() default "";

    /** Java's own list is right for certificates of public authorities. */
    @AttributeDefinition(
            description =
                    "File in PEM with the authorities to trust, or the server's own certificate;"
                            + " relative to conf. Empty: those that Java trusts.")
    String smtp_ca_file() default "";

    /** Long enough for a server that looks the mail through first. */
    @AttributeDefinition(
            description = "How long each step of a delivery may take, in seconds; 1 to 600.",
            min = "1",
            max = "600")
    int smtp_timeout_seconds() default 30;

    /** Some servers accept only senders that they know. */
    @AttributeDefinition(description = "Sender, such as sekisho@example.org.")
    String from();

    /** Whom to tell. */
    @AttributeDefinition(description = "Recipients, separated by commas.")
    String to();

    /** Short enough to act, long enough for a burst to be one mail. */
    @AttributeDefinition(
            description =
                    "How long notices are gathered before one mail is made of them: a number and s,"
                            + " m, h or d, such as 2m; 1s to 7d.")
    String digest_window() default "2m";

    /** A suspicion is a reason to look, not a finding. */
    @AttributeDefinition(
            description = "How sure a case must be to be mailed.",
            options = {
                @Option(label = "suspected", value = "suspected"),
                @Option(label = "likely", value = "likely"),
                @Option(label = "confirmed", value = "confirmed")
            })
    String least_state() default "likely";

    /** A tunnel that comes again every day should not be forgotten. */
    @AttributeDefinition(
            description =
                    "When a case that was mailed and is seen again is mailed again: a number and s,"
                            + " m, h or d.")
    String repeat_after() default "1d";

    /** The two that this program speaks. */
    @AttributeDefinition(
            description = "Language of the mails: en or ja.",
            options = {
                @Option(label = "English", value = "en"),
                @Option(label = "Japanese", value = "ja")
            })
    String language() default "en";

    /** So that mails can be sorted. */
    @AttributeDefinition(description = "What each subject begins with.")
    String subject_prefix() default "[Sekisho]";

    /** Nobody else, unless asked for. */
    @AttributeDefinition(
            description = "Who is told beside when a case gets worse, separated by commas.")
    String escalation_to() default "";

    /** What calls for a second pair of eyes. */
    @AttributeDefinition(
            description =
                    "What is escalated, separated by commas: confirmed (a case is confirmed),"
                            + " still-flowing (a tunnel gets through in spite of its block), trouble"
                            + " (something else needs a person).")
    String escalation_on() default "confirmed,still-flowing";

    /** Off: in watch mode nothing is ever blocked. */
    @AttributeDefinition(
            description =
                    "A case that was mailed so long ago and not blocked since is escalated: a number"
                            + " and s, m, h or d; 0: never.")
    String escalation_after() default "0";

    /** About 20,000 cases. */
    @AttributeDefinition(
            description =
                    "Most room on disk for what is to be mailed, in MiB, 1 to 1024; what comes then"
                            + " is dropped and counted.",
            min = "1",
            max = "1024")
    int spool_mib() default 32;
}
