// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

/** Refuses options that are out of range. */
final class Bounds {
    private static final int LEAST_ROWS = 1000;
    private static final long LEAST_BYTES = 16L << 20;

    private Bounds() {}

    static void check(StoreConfiguration options) {
        atLeast("days", options.days(), 1);
        atLeast("most.rows", options.most_rows(), LEAST_ROWS);
        atLeast("audit.days", options.audit_days(), 1);
        atLeast("audit.most.rows", options.audit_most_rows(), LEAST_ROWS);
        atLeast("max.bytes", options.max_bytes(), LEAST_BYTES);
        atLeast("case.hours", options.case_hours(), 0);
        // 24 more would not fit where nanoseconds are computed with
        if (options.case_hours() > 24 * 3650
                || options.days() > 36500
                || options.audit_days() > 36500) {
            throw new IllegalArgumentException(
                    "org.sekisho.store: days and audit.days must be 36500 or less, case.hours 87600 or less");
        }
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "org.sekisho.store: %s=%d must be %d or more".formatted(key, value, least));
        }
    }
}
