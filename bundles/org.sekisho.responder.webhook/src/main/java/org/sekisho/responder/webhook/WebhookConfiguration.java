// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the notifier; PID {@code org.sekisho.responder.webhook}. */
@ObjectClassDefinition(
        name = "Sekisho webhook notifier",
        description = "Posts notices as JSON to a URL. Off unless configured.")
@interface WebhookConfiguration {
    /** There is no receiver that everybody has; may hold a token, so it is not shown. */
    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description = "Where to post, such as https://chat.example.org/hooks/sekisho.")
    String url();

    /** Whoever posts without it is not us. */
    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description =
                    "Key of the signature (HMAC-SHA256), may be $[secret:NAME]. Empty: requests are"
                            + " not signed.")
    String secret() default "";

    /** For receivers that ask for a token. */
    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description =
                    "Value of the header Authorization, such as Bearer $[secret:NAME]. Empty: the"
                            + " header is not sent.")
    String authorization() default "";

    /** Notices say who talked to whom. */
    @AttributeDefinition(
            description =
                    "Whether notices may go out in clear to another machine; http to this one is"
                            + " always allowed.")
    boolean allow_http() default false;

    /** Java's own list is right for certificates of public authorities. */
    @AttributeDefinition(
            description =
                    "File in PEM with the authorities to trust, or the receiver's own certificate;"
                            + " relative to conf. Empty: those that Java trusts.")
    String ca_file() default "";

    /** Long enough for a receiver that thinks first. */
    @AttributeDefinition(
            description = "How long an answer may take, in seconds; 1 to 300.",
            min = "1",
            max = "300")
    int timeout_seconds() default 10;

    /** A few thousand notices. */
    @AttributeDefinition(
            description =
                    "Most room for notices that wait while the receiver is away, in MiB, 1 to 1024;"
                            + " what comes then is dropped and counted.",
            min = "1",
            max = "1024")
    int spool_mib() default 16;
}
