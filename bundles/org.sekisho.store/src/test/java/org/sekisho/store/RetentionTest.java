// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;

class RetentionTest {
    private static final long DAY = 24 * Samples.HOUR;

    @TempDir Path home;

    /** A database with rows as the store writes them, of any age. */
    private Database database() throws Exception {
        H2Records records = Stores.open(home.resolve("store"));
        records.audit(1);
        records.stop();
        return Database.open(
                Stores.drivers(),
                home.resolve("store").resolve("sekisho.mv.db"),
                Database.Mode.PRESENT);
    }

    private static void addCase(Database database, long id, long recorded) throws Exception {
        Detection detection = Samples.tunnel("10.0.0.1", "198.51.100.1", id, id);
        addCase(database, id, recorded, RecordCodec.encode(new CaseTable.Body(detection, null)));
    }

    private static void addCase(Database database, long id, long recorded, byte[] body)
            throws Exception {
        Detection detection = Samples.tunnel("10.0.0.1", "198.51.100.1", id, id);
        CaseTable.insert(
                database,
                id,
                new CaseTable.Entry(CaseIdentity.of(detection), detection, null, body),
                recorded);
    }

    private static void addBlock(Database database, long id, long caseId, long ended)
            throws Exception {
        RecordedBlock block = Change.numbered(Samples.block(caseId, (int) id, 1), id);
        BlockTable.insert(database, ended == 0 ? block : Change.ended(block, ended, "expired"));
    }

    private static void addLine(Database database, long id, long recorded) throws Exception {
        byte[] body = RecordCodec.encode(new AuditEntry(recorded, "", "", "", ""));
        AuditTable.insert(database, id, recorded, body);
    }

    private static void retain(Database database, Object... options) throws Exception {
        Retention retention = new Retention(Stores.options(options));
        while (retention.portion(database)) {
            continue;
        }
    }

    private static List<Long> ids(Database database, String table) throws Exception {
        return database.query("SELECT id FROM " + table + " ORDER BY id", row -> row.getLong(1));
    }

    @Test
    void whatIsOldGoesAndWhatStandsStays() throws Exception {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        try (Database database = database()) {
            addCase(database, 1, now - 91 * DAY);
            addCase(database, 2, now - 91 * DAY);
            addCase(database, 3, now - 89 * DAY);
            addBlock(database, 1, 2, 0);
            addBlock(database, 2, 1, now - 91 * DAY);
            addBlock(database, 3, 1, now - 89 * DAY);
            addLine(database, 1, now - 731 * DAY);
            addLine(database, 2, now - 729 * DAY);
            database.commit();
            retain(database);
            assertThat(ids(database, "cases")).containsExactly(2L, 3L);
            assertThat(ids(database, "blocks")).containsExactly(1L, 3L);
            assertThat(ids(database, "audit")).containsExactly(2L);
        }
    }

    @Test
    void oldestOfTooManyGo() throws Exception {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        try (Database database = database()) {
            for (int i = 1; i <= 1700; i++) {
                // the first was heard of last
                addCase(database, i, now - (i == 1 ? 0 : 5000 - i));
                addBlock(database, i, i, i == 2 ? 0 : now - 5000 + i);
                addLine(database, i, now - 5000 + i);
            }
            database.commit();
            retain(database, "most_rows", 1000, "audit_most_rows", 1500);
            assertThat(ids(database, "cases"))
                    .isEqualTo(
                            LongStream.concat(
                                            LongStream.of(1, 2), LongStream.rangeClosed(703, 1700))
                                    .boxed()
                                    .toList());
            assertThat(ids(database, "blocks"))
                    .isEqualTo(
                            LongStream.concat(LongStream.of(2), LongStream.rangeClosed(701, 1700))
                                    .boxed()
                                    .toList());
            assertThat(ids(database, "audit"))
                    .isEqualTo(LongStream.rangeClosed(201, 1700).boxed().toList());
        }
    }

    @Test
    void tooManyBytesGoCasesFirst() throws Exception {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        Random random = new Random(1);
        try (Database database = database()) {
            byte[] large = new byte[100_000];
            for (int i = 1; i <= 400; i++) {
                random.nextBytes(large);
                addCase(database, i, now - 5000 + i, large);
                addLine(database, i, now);
            }
            database.commit();
            assertThat(Volume.of(database)).isGreaterThan(30 << 20);
            retain(database, "max_bytes", 16L << 20);
            assertThat(Volume.of(database)).isLessThanOrEqualTo(16 << 20);
            assertThat(ids(database, "cases")).isNotEmpty().hasSizeLessThan(200).contains(400L);
            assertThat(ids(database, "audit")).hasSize(400);
        }
    }

    @Test
    void storeKeepsItsBoundWhileItIsFilledAndThePackedFileIsSmall() throws Exception {
        H2Records records = Stores.open(home.resolve("store"), "most_rows", 1000);
        try {
            for (int i = 0; i < 1200; i++) {
                Detection one =
                        Samples.tunnel("10.1." + i / 250 + "." + i % 250, "198.51.100.1", i, i);
                records.record(one, null);
            }
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (records.cases(-1, 5000).size() > 1000 && System.nanoTime() < deadline) {
                Stores.awaitChores(records);
            }
            List<RecordedCase> kept = records.cases(-1, 5000);
            assertThat(kept).hasSizeBetween(500, 1000);
            assertThat(kept.get(0).id()).isEqualTo(1200);
            Map<Object, Object> status = new HashMap<>(new StoreStatus(records).status());
            assertThat(status).containsEntry("cases", (long) kept.size());
            assertThat(Stores.troubles(records)).isEmpty();
        } finally {
            records.stop();
        }
        assertThat(Files.size(home.resolve("store").resolve("sekisho.mv.db")))
                .isLessThan(256L << 20);
    }
}
