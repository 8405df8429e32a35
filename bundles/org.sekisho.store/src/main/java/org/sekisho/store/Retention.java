// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Deletes what is older than is kept, and the oldest of what is too much, a portion at a time so
 * that nobody who records has to wait long. What stands is never deleted, nor the case it is about.
 */
final class Retention {
    /** Rows of each kind that are deleted at once. */
    static final int PORTION = 500;

    /** Rows that are deleted at once when bytes are too many: cases may be large. */
    private static final int SMALL_PORTION = 50;

    private final StoreConfiguration options;
    private final long wallAtStart = System.currentTimeMillis();
    private final long nanosAtStart = System.nanoTime();
    private long deleted;

    Retention(StoreConfiguration options) {
        this.options = options;
    }

    /** What may be deleted, and what goes first. */
    private enum Kind {
        CASES(
                "cases",
                "NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.case_id = cases.id"
                        + " AND blocks.ended = 0)",
                "recorded",
                "cases_by_age"),
        BLOCKS("blocks", "ended > 0", "ended", "blocks_by_end"),
        AUDIT("audit", "TRUE", "recorded", "audit_by_age");

        private final String table;
        private final String deletable;
        private final String age;
        private final String index;

        Kind(String table, String deletable, String age, String index) {
            this.table = table;
            this.deletable = deletable;
            this.age = age;
            this.index = index;
        }

        long count(Database database) throws SQLException {
            // most cases may go, and to find out which of them costs more than to count them
            String which = this == CASES ? "TRUE" : deletable;
            return database.number("SELECT COUNT(*) FROM " + table + " WHERE " + which);
        }

        /** Deletes the oldest, at most a portion of them; returns how many. */
        int delete(Database database, long before, long most) throws SQLException {
            if (most <= 0) {
                return 0;
            }
            List<long[]> oldest =
                    database.query(
                            "SELECT id, OCTET_LENGTH(body) FROM %s USE INDEX (%s) WHERE %s < ? AND %s ORDER BY %s FETCH FIRST ? ROWS ONLY"
                                    .formatted(table, index, age, deletable, age),
                            row -> new long[] {row.getLong(1), row.getLong(2)},
                            before,
                            Math.min(most, PORTION));
            if (oldest.isEmpty()) {
                return 0;
            }
            long bytes = 0;
            for (long[] row : oldest) {
                database.update("DELETE FROM " + table + " WHERE id = ?", row[0]);
                bytes += row[1];
            }
            Volume.removed(database, oldest.size(), bytes);
            return oldest.size();
        }
    }

    /**
     * Deletes a portion of what is due.
     *
     * @return whether more may be due
     */
    boolean portion(Database database) throws SQLException {
        // rows are counted before any is changed: when this transaction has changed something, the
        // database reads every row of a table to count them
        long cases = Kind.CASES.count(database) - options.most_rows();
        long blocks = Kind.BLOCKS.count(database) - options.most_rows();
        long audit = Kind.AUDIT.count(database) - options.audit_most_rows();
        long old = before(options.days());
        int gone =
                delete(database, Kind.CASES, old, cases)
                        + delete(database, Kind.BLOCKS, old, blocks)
                        + delete(database, Kind.AUDIT, before(options.audit_days()), audit);
        if (gone == 0 && Volume.of(database) > options.max_bytes()) {
            for (Kind kind : Kind.values()) {
                gone += gone > 0 ? 0 : kind.delete(database, Long.MAX_VALUE, SMALL_PORTION);
            }
        }
        if (gone > 0) {
            database.commit();
        } else {
            database.rollback();
        }
        deleted += gone;
        return gone > 0;
    }

    /** Deletes what is old, and the oldest of so many that are too many. */
    private static int delete(Database database, Kind kind, long before, long beyond)
            throws SQLException {
        int old = kind.delete(database, before, PORTION);
        return old + kind.delete(database, Long.MAX_VALUE, beyond - old);
    }

    /**
     * The wall time so many days ago. A wall clock that is set forward while we run makes nothing
     * old.
     */
    private long before(int days) {
        long run = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanosAtStart);
        long now = Math.min(System.currentTimeMillis(), wallAtStart + run);
        return TimeUnit.MILLISECONDS.toNanos(now) - TimeUnit.DAYS.toNanos(days);
    }

    /** Rows that were deleted since the start. */
    long deleted() {
        return deleted;
    }
}
