// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the store; PID {@code org.sekisho.store}. */
@ObjectClassDefinition(
        name = "Sekisho store",
        description = "How long cases, decisions, blocks and the audit trail are kept.")
@interface StoreConfiguration {
    /** A quarter: what was blocked before counts for whoever comes back. */
    @AttributeDefinition(
            description =
                    "Days that a case is kept after it was last heard of, and a block after it"
                            + " ended; 1 or more.",
            min = "1")
    int days() default 90;

    /** About a KB each. */
    @AttributeDefinition(
            description =
                    "Most cases, and most blocks that have ended, that are kept; the oldest go"
                            + " first; 1000 or more.",
            min = "1000")
    int most_rows() default 100_000;

    /** Who changed what must still be known when nobody remembers the case. */
    @AttributeDefinition(
            description = "Days that a line of the audit trail is kept; 1 or more.",
            min = "1")
    int audit_days() default 730;

    /** Every block is a line or two. */
    @AttributeDefinition(
            description =
                    "Most lines of the audit trail that are kept; the oldest go first; 1000 or"
                            + " more.",
            min = "1000")
    int audit_most_rows() default 500_000;

    /** Bound on the disk, whatever cases grow to. */
    @AttributeDefinition(
            description =
                    "Most bytes that the contents of the database may take; beyond that the oldest"
                            + " cases go first, then blocks that have ended, then the audit trail."
                            + " The file may be several times as large until it is packed."
                            + " 16777216 or more.",
            min = "16777216")
    long max_bytes() default 512L << 20;

    /** As long as the correlator lists look-ups with a tunnel. */
    @AttributeDefinition(
            description =
                    "Hours after which the same two ends are a new case, if Sekisho was started"
                            + " anew meanwhile; 0 or more.",
            min = "0")
    int case_hours() default 24;
}
