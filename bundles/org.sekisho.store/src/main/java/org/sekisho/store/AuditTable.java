// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.SQLException;
import java.util.List;

/** The audit trail in the database. */
final class AuditTable {
    private AuditTable() {}

    static void insert(Database database, long id, long now, byte[] body) throws SQLException {
        database.update("INSERT INTO audit (id, recorded, body) VALUES (?, ?, ?)", id, now, body);
        Volume.added(database, body);
    }

    /** Lines from the newest on. */
    static List<BodyRow> page(Database database, long before, int most) throws SQLException {
        return database.query(
                "SELECT id, body FROM audit WHERE id < ? ORDER BY id DESC FETCH FIRST ? ROWS ONLY",
                BodyRow::of,
                before,
                most);
    }
}
