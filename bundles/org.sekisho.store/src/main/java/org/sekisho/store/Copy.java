// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Copies all rows of a database into another of the same schema. */
final class Copy {
    private static final int PAGE = 500;

    private Copy() {}

    /**
     * Copies.
     *
     * @param goOn asked now and then whether to go on
     * @return whether everything was copied
     */
    static boolean all(Database from, Database to, BooleanSupplier goOn) throws SQLException {
        for (String table : new String[] {"cases", "blocks", "audit"}) {
            long last = Long.MIN_VALUE;
            List<Object[]> rows;
            do {
                if (!goOn.getAsBoolean()) {
                    return false;
                }
                rows =
                        from.query(
                                "SELECT id AS last_id, t.* FROM %s t WHERE id > ? ORDER BY id FETCH FIRST %d ROWS ONLY"
                                        .formatted(table, PAGE),
                                Copy::values,
                                last);
                for (Object[] row : rows) {
                    last = (Long) row[0];
                    insert(to, table, row, 1);
                }
                from.rollback();
                to.commit();
            } while (rows.size() == PAGE);
        }
        to.update("DELETE FROM numbers");
        for (Object[] row : from.query("SELECT * FROM numbers", Copy::values)) {
            insert(to, "numbers", row, 0);
        }
        to.commit();
        return true;
    }

    private static Object[] values(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Object[] values = new Object[columns.getColumnCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getObject(i + 1);
        }
        return values;
    }

    /** Inserts a row whose columns are those of the table, in their order. */
    private static void insert(Database to, String table, Object[] row, int from)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        for (int i = from; i < row.length; i++) {
            values.add(row[i]);
        }
        String places = String.join(", ", Collections.nCopies(values.size(), "?"));
        to.update("INSERT INTO " + table + " VALUES (" + places + ")", values.toArray());
    }
}
