// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Looks at a database as a whole. */
final class Survey {
    private static final int PAGE = 1000;

    private Survey() {}

    /** Reads every row, so that damage in any of them shows. */
    static void readAll(Database database) throws SQLException {
        for (String table : new String[] {"cases", "blocks", "audit"}) {
            long last = Long.MIN_VALUE;
            List<Long> ids;
            do {
                ids =
                        database.query(
                                "SELECT * FROM "
                                        + table
                                        + " WHERE id > ? ORDER BY id FETCH FIRST "
                                        + PAGE
                                        + " ROWS ONLY",
                                row -> row.getLong("id"),
                                last);
                last = ids.isEmpty() ? last : ids.get(ids.size() - 1);
            } while (ids.size() == PAGE);
        }
        database.rollback();
    }

    static Figures figures(Database database, boolean writable, long deleted, List<Path> damaged)
            throws SQLException {
        Figures figures =
                new Figures(
                        writable,
                        database.number("SELECT COUNT(*) FROM cases"),
                        database.number("SELECT COUNT(*) FROM blocks WHERE ended = 0"),
                        database.number("SELECT COUNT(*) FROM blocks"),
                        database.number("SELECT COUNT(*) FROM audit"),
                        Volume.of(database),
                        deleted,
                        damaged);
        database.rollback();
        return figures;
    }
}
