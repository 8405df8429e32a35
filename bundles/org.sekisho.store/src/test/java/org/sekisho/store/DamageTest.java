// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;

/** A damaged file holds nobody up: it is read as far as it goes, or put aside and named. */
class DamageTest {
    private static final int CASES = 40;

    @TempDir Path home;
    private Path store;
    private Path file;
    private List<RecordedCase> cases;
    private List<RecordedBlock> standing;

    @BeforeEach
    void fill() throws Exception {
        store = home.resolve("store");
        file = store.resolve("sekisho.mv.db");
        H2Records records = Stores.open(store);
        List<RecordedBlock> blocks = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            Detection detection = Samples.tunnel("10.0.0." + i, "198.51.100.1", i, i);
            records.record(detection, Samples.blocked(detection));
            blocks.add(Samples.block(i, i, i));
        }
        standing = records.record(blocks);
        records.audit(new AuditEntry(1, "who", "what", "why", "done"));
        cases = records.cases(-1, 1000);
        records.stop();
    }

    /** Uses the store in every way; returns what needs a person. */
    private List<String> use() throws Exception {
        H2Records records = Stores.open(store);
        try {
            // what can be read is what was written
            for (RecordedCase one : records.cases(-1, 1000)) {
                assertThat(cases.contains(one) || one.detection().firstSeen() == Samples.NOW)
                        .isTrue();
            }
            assertThat(standing.containsAll(records.standing())).isTrue();
            records.blocks(-1, 1000);
            records.audit(1000);
            Detection detection = Samples.tunnel("192.0.2.1", "198.51.100.1", 1, Samples.NOW);
            RecordedCase now = records.record(detection, null).now();
            RecordedBlock block = records.record(Samples.block(now.id(), 9, Samples.NOW));
            records.end(block.id(), Samples.NOW, "expired");
            records.audit(new AuditEntry(2, "", "", "", ""));
            assertThat(records.cases(Samples.NOW, 1).equals(List.of(now))).isTrue();
            // also over a restart
            records.stop();
            records = Stores.open(store);
            assertThat(records.cases(Samples.NOW, 1).equals(List.of(now))).isTrue();
            return Stores.troubles(records);
        } finally {
            records.stop();
        }
    }

    @Test
    void flippedBitsAndCutsHarmNobody() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path whole = Files.copy(file, home.resolve("whole"));
        int length = (int) Files.size(whole);
        int noticed = 0;
        for (int i = 0; i < 60; i++) {
            Files.copy(whole, file, StandardCopyOption.REPLACE_EXISTING);
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                if (i % 3 == 0) {
                    damaged.setLength(random.nextInt(length));
                } else {
                    for (int flips = i % 3 == 1 ? 1 : 2000; flips > 0; flips--) {
                        long at = random.nextInt(length);
                        damaged.seek(at);
                        int before = damaged.read();
                        damaged.seek(at);
                        damaged.write(before ^ 1 << random.nextInt(8));
                    }
                }
            }
            try {
                noticed += use().isEmpty() ? 0 : 1;
            } catch (RecordException | RuntimeException | Error e) {
                throw new AssertionError("damage " + i + " of seed " + seed, e);
            }
            clear();
        }
        assertThat(noticed).isBetween(10, 60);
    }

    private void clear() throws Exception {
        try (var files = Files.list(store)) {
            for (Path one : files.toList()) {
                Files.delete(one);
            }
        }
    }

    @Test
    void whatIsNoDatabaseIsPutAsideAndNamed() throws Exception {
        byte[] text = "this is no database\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(file, text);
        assertThat(use())
                .singleElement()
                .asString()
                .contains("damaged and put aside as " + store.resolve("damaged-"))
                .contains("delete it when nobody needs it");
        try (var files = Files.newDirectoryStream(store, "damaged-*")) {
            List<Path> damaged = new ArrayList<>();
            files.forEach(damaged::add);
            assertThat(damaged).hasSize(1);
            assertThat(Files.readAllBytes(damaged.get(0))).isEqualTo(text);
        }
        // named until somebody has dealt with it
        assertThat(use()).hasSize(1);
    }

    @Test
    void successorGoesOnWithTheNumbers() throws Exception {
        Files.write(file, new byte[4096]);
        H2Records records = Stores.open(store);
        try {
            long id = records.record(Samples.block(0, 1, 1)).id();
            assertThat(id).isGreaterThan(CASES);
            Detection detection = Samples.tunnel("192.0.2.1", "198.51.100.1", 1, 1);
            assertThat(records.record(detection, null).now().id()).isGreaterThan(CASES);
        } finally {
            records.stop();
        }
    }

    @Test
    void onlyTheLastDamagedFilesAreKept() throws Exception {
        for (int i = 0; i < 5; i++) {
            Files.writeString(file, "damage " + i);
            use();
        }
        List<String> kept = new ArrayList<>();
        try (var damaged = Files.newDirectoryStream(store, "damaged-*")) {
            for (Path one : damaged) {
                kept.add(Files.readString(one));
            }
        }
        assertThat(kept).containsExactlyInAnyOrder("damage 2", "damage 3", "damage 4");
    }

    @Test
    void fileThatIsDamagedWhileItIsUsedIsPutAside() throws Exception {
        H2Records records = Stores.open(store);
        try {
            records.audit(1);
            // all but the first pages, which are in memory
            long length = Files.size(file);
            try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(
                        java.nio.ByteBuffer.wrap("x".repeat((int) length - 8192).getBytes()), 8192);
            }
            for (int i = 0; i < 50; i++) {
                records.audit(new AuditEntry(i, "", "", "", ""));
                records.cases(-1, 1000);
            }
        } finally {
            records.stop();
        }
        assertThat(use()).hasSize(1);
    }

    @Test
    void unreadableRowIsLeftOutAndCounted() throws Exception {
        try (Database database = Database.open(Stores.drivers(), file, Database.Mode.PRESENT)) {
            byte[] body =
                    database.query("SELECT body FROM cases WHERE id = 7", row -> row.getBytes(1))
                            .get(0);
            body[body.length / 2] ^= 1;
            database.update("UPDATE cases SET body = ? WHERE id = 7", body);
            database.update("UPDATE blocks SET body = X'00' WHERE id = 9");
            database.commit();
        }
        H2Records records = Stores.open(store);
        try {
            assertThat(records.cases(-1, 1000)).hasSize(CASES - 1);
            assertThat(records.standing()).hasSize(CASES - 1);
            assertThat(records.cases(-1, 1000)).hasSize(CASES - 1);
            assertThat(Stores.troubles(records)).singleElement().asString().startsWith("2 records");
            // what it was is not known, but that it ended is
            assertThatThrownBy(() -> records.prolong(9, null, 0))
                    .isInstanceOf(RecordException.class);
            records.end(9, 5, "expired");
            assertThat(records.standing()).hasSize(CASES - 1);
            Detection detection = Samples.tunnel("10.0.0.6", "198.51.100.1", 6, 6);
            assertThat(records.record(detection, null).now().id()).isEqualTo(7);
            assertThat(records.cases(-1, 1000)).hasSize(CASES);
        } finally {
            records.stop();
        }
    }

    @Test
    void lostFileIsBegunAnew() throws Exception {
        Files.delete(file);
        assertThat(use()).isEmpty();
    }
}
