// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.SQLException;

/**
 * How many bytes the rows take: counted along with each change and in the same transaction, because
 * the database itself only finds out much later.
 */
final class Volume {
    /** What a row takes beside its body: its columns, and its entries in the indexes. */
    private static final int ROW = 400;

    private Volume() {}

    static long of(Database database) throws SQLException {
        return database.number("SELECT last FROM numbers WHERE name = 'bytes'");
    }

    static void added(Database database, byte[] body) throws SQLException {
        change(database, ROW + body.length);
    }

    static void replaced(Database database, byte[] before, byte[] after) throws SQLException {
        change(database, after.length - before.length);
    }

    static void removed(Database database, int rows, long bytes) throws SQLException {
        change(database, -ROW * (long) rows - bytes);
    }

    private static void change(Database database, long bytes) throws SQLException {
        database.update("UPDATE numbers SET last = last + ? WHERE name = 'bytes'", bytes);
    }
}
