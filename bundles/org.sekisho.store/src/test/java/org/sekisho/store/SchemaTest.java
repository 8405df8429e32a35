// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedCase;

class SchemaTest {
    @TempDir Path home;
    private Path store;
    private RecordedCase recorded;

    @BeforeEach
    void fill() throws Exception {
        store = home.resolve("store");
        H2Records records = Stores.open(store);
        Detection detection = Samples.tunnel("10.0.0.1", "198.51.100.1", 1, 1);
        recorded = records.record(detection, Samples.watched(detection)).now();
        records.stop();
    }

    private static Schema schema(String... further) throws Exception {
        List<String> scripts = new ArrayList<>();
        scripts.add(
                new String(
                        Schema.class.getResourceAsStream("schema/1.sql").readAllBytes(),
                        StandardCharsets.UTF_8));
        scripts.addAll(List.of(further));
        return new Schema(scripts);
    }

    private static long rowsOfNote(Database database) throws Exception {
        return database.number("SELECT COUNT(*) FROM note");
    }

    @Test
    void laterScriptsAreAppliedOnceAndInOrder() throws Exception {
        Schema later =
                schema(
                        "-- a table; more of it follows\nCREATE TABLE note (text VARCHAR(10));\n"
                                + "INSERT INTO note VALUES ('a;b');\n",
                        "ALTER TABLE note ADD COLUMN more INT DEFAULT 3;\n"
                                + "INSERT INTO note VALUES ('c', 4);");
        for (int start = 0; start < 3; start++) {
            H2Records records = Stores.open(store, later);
            assertThat(records.cases(-1, 10)).containsExactly(recorded);
            records.stop();
        }
        try (Database database =
                Database.open(
                        Stores.drivers(), store.resolve("sekisho.mv.db"), Database.Mode.PRESENT)) {
            assertThat(Schema.versionOf(database)).isEqualTo(3);
            assertThat(rowsOfNote(database)).isEqualTo(2);
        }
    }

    @Test
    void laterSchemaIsRefusedInWordsAndLeftAlone() throws Exception {
        H2Records records = Stores.open(store, schema("CREATE TABLE note (text VARCHAR(10));"));
        records.audit(1);
        records.stop();
        H2Records earlier = Stores.open(store);
        try {
            assertThatThrownBy(() -> earlier.cases(-1, 10))
                    .isInstanceOf(RecordException.class)
                    .hasMessageContaining("later version of Sekisho (schema 2, this one knows 1)")
                    .hasMessageContaining("start that version again");
            assertThat(Stores.troubles(earlier)).hasSize(1);
        } finally {
            earlier.stop();
        }
        H2Records again = Stores.open(store, schema("CREATE TABLE note (text VARCHAR(10));"));
        assertThat(again.cases(-1, 10)).containsExactly(recorded);
        again.stop();
    }

    @Test
    void scriptThatFailsHalfWayChangesNothing() throws Exception {
        Schema wrong =
                schema("CREATE TABLE note (text VARCHAR(10));\nDROP TABLE audit;\nnonsense;");
        H2Records records = Stores.open(store, wrong);
        try {
            assertThatThrownBy(() -> records.cases(-1, 10))
                    .isInstanceOf(RecordException.class)
                    .hasMessageContaining("could not be brought from schema 1 to 2")
                    .hasMessageContaining("unchanged");
        } finally {
            records.stop();
        }
        H2Records before = Stores.open(store);
        assertThat(before.cases(-1, 10).equals(List.of(recorded))).isTrue();
        assertThat(before.audit(10)).isEmpty();
        assertThat(Stores.troubles(before)).isEmpty();
        before.stop();
    }

    @Test
    void whatAKillLeftUnfinishedIsDeleted() throws Exception {
        Path unfinished = store.resolve("unfinished.mv.db");
        Files.writeString(unfinished, "half a database");
        H2Records records = Stores.open(store);
        assertThat(records.cases(-1, 10)).containsExactly(recorded);
        records.stop();
        assertThat(unfinished).doesNotExist();
    }
}
