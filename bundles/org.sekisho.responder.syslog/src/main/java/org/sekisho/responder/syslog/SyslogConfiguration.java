// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Options of the notifier; PID {@code org.sekisho.responder.syslog}. */
@ObjectClassDefinition(
        name = "Sekisho syslog notifier",
        description = "Sends notices to a syslog receiver (RFC 5424). Off unless configured.")
@interface SyslogConfiguration {
    /** There is no receiver that everybody has. */
    @AttributeDefinition(description = "Name or address of the receiver.")
    String host();

    /** RFC 5425 §4.1, and what receivers listen on. */
    @AttributeDefinition(
            description = "Its port; 0: 6514 for tls, 601 for tcp, 514 for udp.",
            min = "0",
            max = "65535")
    int port() default 0;

    /** Notices say who talked to whom. */
    @AttributeDefinition(
            description =
                    "How: tls (RFC 5425), tcp (RFC 6587, octet counting) or udp (RFC 5426); tcp and"
                            + " udp send in clear.",
            options = {
                @Option(label = "tls", value = "tls"),
                @Option(label = "tcp", value = "tcp"),
                @Option(label = "udp", value = "udp")
            })
    String transport() default "tls";

    /** What programs in the background use. */
    @AttributeDefinition(
            description = "Facility of the messages.",
            options = {
                @Option(label = "kern", value = "kern"),
                @Option(label = "user", value = "user"),
                @Option(label = "mail", value = "mail"),
                @Option(label = "daemon", value = "daemon"),
                @Option(label = "auth", value = "auth"),
                @Option(label = "authpriv", value = "authpriv"),
                @Option(label = "local0", value = "local0"),
                @Option(label = "local1", value = "local1"),
                @Option(label = "local2", value = "local2"),
                @Option(label = "local3", value = "local3"),
                @Option(label = "local4", value = "local4"),
                @Option(label = "local5", value = "local5"),
                @Option(label = "local6", value = "local6"),
                @Option(label = "local7", value = "local7")
            })
    String facility() default "daemon";

    /** Most want to tell a suspicion from a failure. */
    @AttributeDefinition(
            description =
                    "Severity of the messages; auto: err for what needs a person, warning for a"
                            + " likely or confirmed tunnel, notice for a suspicion, info else.",
            options = {
                @Option(label = "auto", value = "auto"),
                @Option(label = "emerg", value = "emerg"),
                @Option(label = "alert", value = "alert"),
                @Option(label = "crit", value = "crit"),
                @Option(label = "err", value = "err"),
                @Option(label = "warning", value = "warning"),
                @Option(label = "notice", value = "notice"),
                @Option(label = "info", value = "info"),
                @Option(label = "debug", value = "debug")
            })
    String severity() default "auto";

    /** The machine's own is right nearly always. */
    @AttributeDefinition(description = "HOSTNAME of the messages; empty: the name of this machine.")
    String hostname() default "";

    /** The name of the program. */
    @AttributeDefinition(description = "APP-NAME of the messages.")
    String app_name() default "sekisho";

    /** RFC 5612 reserves the number for examples; a site with a number of its own puts it here. */
    @AttributeDefinition(
            description =
                    "SD-ID of the structured data: a name, @, and a private enterprise number.")
    String sd_id() default "sekisho@32473";

    /** RFC 5424 §6.1: every receiver takes 480, and should take 2,048. */
    @AttributeDefinition(
            description = "Longest message in bytes, 480 to 8192; what is longer is cut.",
            min = "480",
            max = "8192")
    int max_bytes() default 2048;

    /** Java's own list is right for certificates of public authorities. */
    @AttributeDefinition(
            description =
                    "With tls: file in PEM with the authorities to trust, or the receiver's own"
                            + " certificate; relative to conf. Empty: those that Java trusts.")
    String ca_file() default "";

    /** RFC 5425 §4.2.1 asks for it, many receivers don't. */
    @AttributeDefinition(
            description =
                    "With tls: file in PEM with a certificate to show to the receiver; relative to"
                            + " conf. Empty: none.")
    String certificate_file() default "";

    /** Of that certificate. */
    @AttributeDefinition(
            description =
                    "With tls: file in PEM with the certificate's private key (PKCS #8, without a"
                            + " passphrase); relative to conf.")
    String key_file() default "";

    /** Long enough for a handshake over a bad line. */
    @AttributeDefinition(
            description = "How long a connection may take, and one message, in seconds; 1 to 300.",
            min = "1",
            max = "300")
    int timeout_seconds() default 10;

    /** About 10 MiB when full of long ones. */
    @AttributeDefinition(
            description =
                    "Most messages that wait while the receiver is away, 10 to 100000; what comes"
                            + " then is dropped and counted.",
            min = "10",
            max = "100000")
    int queue_messages() default 10000;
}
