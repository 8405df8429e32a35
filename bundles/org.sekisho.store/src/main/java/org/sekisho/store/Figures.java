// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What is in the store, as the chores found it last.
 *
 * @param writable whether the database can be written
 * @param cases in it
 * @param standing blocks in it that are wanted
 * @param blocks in it, those that ended among them
 * @param audit lines of the audit trail in it
 * @param bytesUsed bytes that its contents take
 * @param deleted rows that retention deleted since the start
 * @param damaged files that were put aside
 */
record Figures(
        boolean writable,
        long cases,
        long standing,
        long blocks,
        long audit,
        long bytesUsed,
        long deleted,
        List<Path> damaged) {
    /** Before anything was looked at. */
    static final Figures NONE = none(0, List.of());

    /** While no database is open. */
    static Figures none(long deleted, List<Path> damaged) {
        return new Figures(false, 0, 0, 0, 0, 0, deleted, damaged);
    }
}
