// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;

/** Cases in the database. */
final class CaseTable {
    private static final String COLUMNS = "SELECT id, first_seen, last_seen, body FROM cases";
    private static final String BY_ENDS = COLUMNS + " USE INDEX (cases_by_ends) ";
    private static final String BY_SIGHT = COLUMNS + " USE INDEX (cases_by_sight) ";

    private CaseTable() {}

    /**
     * What a row keeps of a case as a whole.
     *
     * @param detection its last state
     * @param decision what was last decided
     */
    public record Body(Detection detection, Decision decision) {}

    /**
     * A row as it stands.
     *
     * @param id of the case
     * @param firstSeen packet time in nanoseconds of the first evidence that was ever recorded
     * @param lastSeen packet time in nanoseconds of the last
     * @param body encoded {@link Body}
     */
    record Row(long id, long firstSeen, long lastSeen, byte[] body) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(row.getLong(1), row.getLong(2), row.getLong(3), row.getBytes(4));
        }
    }

    /**
     * What recording a case did.
     *
     * @param id of the case
     * @param before its row as it was; null if it is new
     */
    record Change(long id, Row before) {}

    /**
     * A case to be recorded.
     *
     * @param identity by what it is known again
     * @param detection its state
     * @param verdict what was decided, or null
     * @param body encoded {@link Body}
     */
    record Entry(CaseIdentity identity, Detection detection, String verdict, byte[] body) {}

    /** The row of a case that is recorded already, or null. */
    static Row find(Database database, CaseIdentity identity, Detection seen, long window)
            throws SQLException {
        List<Row> same =
                database.query(
                        BY_ENDS
                                + "WHERE ends = ? AND last_seen >= ? AND first_seen <= ?"
                                + " ORDER BY last_seen DESC, id DESC FETCH FIRST ROW ONLY",
                        Row::of,
                        identity.ends(),
                        seen.firstSeen() - window,
                        seen.lastSeen() + window);
        if (same.isEmpty() && !identity.firstEvidence().isEmpty()) {
            same =
                    database.query(
                            "SELECT id, first_seen, last_seen, body, kind, client, server FROM"
                                    + " cases USE INDEX (cases_by_evidence) WHERE first_evidence = ? ORDER BY last_seen DESC,"
                                    + " id DESC FETCH FIRST 100 ROWS ONLY",
                            row ->
                                    identity.mayGoOnWith(
                                                    CaseIdentity.Kind.valueOf(row.getString(5)),
                                                    row.getString(6),
                                                    row.getString(7))
                                            ? Row.of(row)
                                            : null,
                            identity.firstEvidence());
            same.removeIf(row -> row == null);
        }
        return same.isEmpty() ? null : same.get(0);
    }

    static void insert(Database database, long id, Entry entry, long now) throws SQLException {
        CaseIdentity identity = entry.identity();
        Detection detection = entry.detection();
        database.update(
                "INSERT INTO cases (ends, first_evidence, kind, client, server, state, method,"
                        + " verdict, first_seen, last_seen, recorded, body, id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                identity.ends(),
                identity.firstEvidence(),
                identity.kind().name(),
                identity.client(),
                identity.server(),
                detection.state().label(),
                detection.method().label(),
                entry.verdict(),
                detection.firstSeen(),
                detection.lastSeen(),
                now,
                entry.body(),
                id);
        Volume.added(database, entry.body());
    }

    static void update(Database database, Row before, Entry entry, long now) throws SQLException {
        CaseIdentity identity = entry.identity();
        Detection detection = entry.detection();
        database.update(
                "UPDATE cases SET ends = ?, first_evidence = ?, kind = ?, client = ?, server = ?,"
                        + " state = ?, method = ?, verdict = ?, first_seen = ?, last_seen = ?,"
                        + " recorded = ?, body = ? WHERE id = ?",
                identity.ends(),
                identity.firstEvidence(),
                identity.kind().name(),
                identity.client(),
                identity.server(),
                detection.state().label(),
                detection.method().label(),
                entry.verdict(),
                Math.min(before.firstSeen(), detection.firstSeen()),
                Math.max(before.lastSeen(), detection.lastSeen()),
                now,
                entry.body(),
                before.id());
        Volume.replaced(database, before.body(), entry.body());
    }

    /**
     * Rows from the newest on.
     *
     * @param since packet time: only what was seen later
     * @param after the last row of the former page; null for the first
     */
    static List<Row> page(Database database, long since, Row after, int most) throws SQLException {
        String order = " ORDER BY last_seen DESC, id DESC FETCH FIRST ? ROWS ONLY";
        if (after == null) {
            return database.query(BY_SIGHT + "WHERE last_seen > ?" + order, Row::of, since, most);
        }
        return database.query(
                BY_SIGHT
                        + "WHERE last_seen > ? AND last_seen <= ? AND (last_seen < ? OR id < ?)"
                        + order,
                Row::of,
                since,
                after.lastSeen(),
                after.lastSeen(),
                after.id(),
                most);
    }
}
