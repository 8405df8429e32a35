// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;

/**
 * A file that the first version wrote, kept as it was: whatever becomes of schema, records and the
 * database, it must be read.
 */
class FormerFileTest {
    /** So that what it holds is never too old to be kept. */
    private static final Object[] FOR_EVER = {"days", 36500, "audit_days", 36500};

    @TempDir Path home;
    private Path store;

    @BeforeEach
    void unpack() throws Exception {
        store = Files.createDirectories(home.resolve("store"));
        try (InputStream packed = getClass().getResourceAsStream("schema-1.mv.db.gz")) {
            Files.copy(new GZIPInputStream(packed), store.resolve("sekisho.mv.db"));
        }
    }

    private static void read(H2Records records) throws Exception {
        List<RecordedCase> cases = records.cases(-1, 10);
        assertThat(cases).extracting(RecordedCase::id).containsExactly(2L, 1L);
        Detection first = cases.get(1).detection();
        assertThat(first.client().toString()).contains("10.0.0.1");
        assertThat(first.server().toString()).contains("198.51.100.1");
        assertThat(first.evidence()).hasSize(12);
        assertThat(first.evidence().get(5).technique().definitive()).isTrue();
        assertThat(cases.get(1).decision().verdict()).isEqualTo(Decision.Verdict.BLOCK);
        assertThat(cases.get(0).decision().verdict()).isEqualTo(Decision.Verdict.WATCH);
        List<RecordedBlock> standing = records.standing();
        assertThat(standing).hasSize(1);
        assertThat(standing.get(0).id()).isEqualTo(1);
        assertThat(standing.get(0).until().boot()).isEqualTo("9d6f5c1e-boot");
        assertThat(records.blocks(-1, 10))
                .anyMatch(block -> block.id() == 2 && block.end().equals("expired"));
        assertThat(records.audit(10))
                .containsExactly(new AuditEntry(4, "root", "blocks add", "a relay", "done"));
        assertThat(Stores.troubles(records)).isEmpty();
    }

    @Test
    void itIsReadAndUsed() throws Exception {
        H2Records records = Stores.open(store, FOR_EVER);
        try {
            read(records);
            assertThat(records.record(Samples.block(0, 3, Samples.NOW)).id()).isGreaterThan(2);
        } finally {
            records.stop();
        }
    }

    @Test
    void itIsBroughtToALaterSchema() throws Exception {
        String first =
                new String(
                        Schema.class.getResourceAsStream("schema/1.sql").readAllBytes(),
                        StandardCharsets.UTF_8);
        Schema later = new Schema(List.of(first, "ALTER TABLE cases ADD COLUMN note VARCHAR(9);"));
        for (int start = 0; start < 2; start++) {
            H2Records records = Stores.open(store, later, FOR_EVER);
            try {
                read(records);
            } finally {
                records.stop();
            }
        }
    }
}
