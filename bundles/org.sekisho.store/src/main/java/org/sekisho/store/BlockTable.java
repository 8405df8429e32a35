// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.record.RecordedBlock;

/** Blocks in the database. A row that has not ended is of a block that is wanted. */
final class BlockTable {
    private static final int LONGEST_DESCRIPTION = 200;

    private BlockTable() {}

    static void insert(Database database, RecordedBlock block) throws SQLException {
        String what = block.block().toString();
        byte[] body = RecordCodec.encode(block);
        database.update(
                "INSERT INTO blocks (id, case_id, what, since, ended, body)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                block.id(),
                block.caseId(),
                what.substring(0, Math.min(what.length(), LONGEST_DESCRIPTION)),
                block.since(),
                block.ended(),
                body);
        Volume.added(database, body);
    }

    /** The row of a block that is wanted, or null. */
    static BodyRow wanted(Database database, long id) throws SQLException {
        // the condition is looked at here, so that the planner has no choice of another index
        List<BodyRow> found =
                database.query(
                        "SELECT id, body, ended FROM blocks WHERE id = ?",
                        row -> row.getLong(3) == 0 ? BodyRow.of(row) : null,
                        id);
        return found.isEmpty() ? null : found.get(0);
    }

    static void update(Database database, BodyRow before, RecordedBlock block) throws SQLException {
        byte[] body = RecordCodec.encode(block);
        database.update(
                "UPDATE blocks SET ended = ?, body = ? WHERE id = ?",
                block.ended(),
                body,
                block.id());
        Volume.replaced(database, before.body(), body);
    }

    /** The block is wanted no more, and that is all that is known: what it was can't be read. */
    static void endUnreadable(Database database, long id, long time) throws SQLException {
        database.update("UPDATE blocks SET ended = ? WHERE id = ?", time, id);
    }

    /** Blocks that are wanted, by id. */
    static List<BodyRow> wantedPage(Database database, long after, int most) throws SQLException {
        return database.query(
                "SELECT id, body FROM blocks USE INDEX (blocks_by_end)"
                        + " WHERE ended = 0 AND id > ? ORDER BY ended, id FETCH FIRST ? ROWS ONLY",
                BodyRow::of,
                after,
                most);
    }

    /** Numbers of the blocks that began or ended after a wall time, the newest first. */
    static List<Long> numbers(Database database, long since, int most) throws SQLException {
        return database.query(
                "SELECT id FROM blocks USE INDEX (blocks_by_begin) WHERE since > ?"
                        + " UNION SELECT id FROM blocks USE INDEX (blocks_by_end) WHERE ended > ?"
                        + " ORDER BY 1 DESC FETCH FIRST ? ROWS ONLY",
                row -> row.getLong(1),
                since,
                Math.max(0, since),
                most);
    }

    /** Blocks with these numbers, as far as they are still there. */
    static List<BodyRow> rows(Database database, List<Long> ids) throws SQLException {
        List<BodyRow> rows = new ArrayList<>(ids.size());
        for (Long id : ids) {
            rows.addAll(
                    database.query("SELECT id, body FROM blocks WHERE id = ?", BodyRow::of, id));
        }
        return rows;
    }
}
