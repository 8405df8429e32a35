// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the correlator; PID {@code org.sekisho.correlator}. */
@ObjectClassDefinition(
        name = "Sekisho correlator",
        description = "How evidence is weighed and how much of it is remembered.")
@interface CorrelatorConfiguration {
    /** Architecture §10.11 asks for 1 : 1,000 per pair. */
    @AttributeDefinition(
            description = "Odds against a tunnel before any evidence, as N of N : 1; at least 1.")
    double prior_odds_against() default 1000;

    /** A factor of 20, on the scale on which weights are given. */
    @AttributeDefinition(
            description =
                    "How much the techniques of one family together may weigh more than the"
                            + " heaviest of them, as the natural logarithm of a likelihood ratio;"
                            + " 0 or more.")
    double family_allowance() default 3.0;

    /** About 10 KB each when full. */
    @AttributeDefinition(description = "Most cases remembered at a time; at least 16.")
    int max_cases() default 16384;

    /** The catalogue has a few dozen techniques. */
    @AttributeDefinition(description = "Most techniques remembered for one case; at least 4.")
    int max_evidence_per_case() default 64;

    /** Architecture §10.12. */
    @AttributeDefinition(
            description =
                    "Seconds within which the same MAC address with a new IP address goes on with"
                            + " its tunnel; 0 or more.")
    int reconnect_window_seconds() default 60;

    /** Look-ups are repeated for hours, and a capture is rarely longer than a day. */
    @AttributeDefinition(
            description =
                    "Seconds before or after a tunnel within which control findings about one of"
                            + " its ends are listed with it; 0 or more.")
    int control_window_seconds() default 86400;
}
