// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

class H2RecordsTest {
    @TempDir Path home;
    private H2Records records;

    @BeforeEach
    void open() {
        records = Stores.open(home.resolve("store"));
    }

    @AfterEach
    void close() {
        records.stop();
    }

    private void restart() {
        close();
        open();
    }

    @Test
    void caseIsRecordedWithWhatWasDecidedAndOutlivesTheProcess() throws Exception {
        Detection detection = Samples.tunnel("10.1.0.2", "198.51.100.1", 7, Samples.NOW);
        Records.Recorded recorded = records.record(detection, Samples.blocked(detection));
        assertThat(recorded.before()).isNull();
        assertThat(recorded.now())
                .isEqualTo(new RecordedCase(1, detection, Samples.blocked(detection)));
        restart();
        assertThat(records.cases(0, 10)).containsExactly(recorded.now());
        Records.Recorded again = records.record(detection, Samples.watched(detection));
        assertThat(again.before()).isEqualTo(recorded.now());
        assertThat(again.now().id()).isEqualTo(1);
        assertThat(records.cases(0, 10)).containsExactly(again.now());
    }

    @Test
    void casesComeNewestFirstAndAsManyAsAsked() throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 620; i++) {
            // several at one moment, also across the pages that are read at once
            Detection one =
                    Samples.tunnel(
                            "10.1." + i / 250 + "." + i % 250, "198.51.100.1", i, i / 7 * 7L);
            ids.add(0, records.record(one, null).now().id());
        }
        assertThat(records.cases(-1, 5000)).extracting(RecordedCase::id).isEqualTo(ids);
        assertThat(records.cases(-1, 550))
                .extracting(RecordedCase::id)
                .isEqualTo(ids.subList(0, 550));
        long since = Samples.SECOND + 500;
        assertThat(records.cases(since, 5000))
                .extracting(one -> one.detection().lastSeen())
                .hasSize(620 - 72 * 7)
                .allMatch(seen -> seen > since);
    }

    @Test
    void blockStandsUntilItEnds() throws Exception {
        RecordedBlock first = records.record(Samples.block(3, 1, Samples.NOW));
        RecordedBlock second = records.record(Samples.block(4, 2, Samples.NOW + 1));
        assertThat(first.id()).isEqualTo(1);
        assertThat(records.standing()).containsExactly(first, second);
        Deadline later = new Deadline(Samples.NOW + Samples.HOUR, "another boot", 5);
        records.prolong(1, later, 3);
        records.end(2, Samples.NOW + 9, "lifted by uid 1000: a mistake");
        restart();
        RecordedBlock prolonged = records.standing().get(0);
        assertThat(prolonged.until()).isEqualTo(later);
        assertThat(prolonged.rung()).isEqualTo(3);
        assertThat(prolonged.block()).isEqualTo(first.block());
        assertThat(records.standing()).hasSize(1);
        RecordedBlock ended = records.blocks(0, 10).get(0);
        assertThat(ended.ended()).isEqualTo(Samples.NOW + 9);
        assertThat(ended.end()).isEqualTo("lifted by uid 1000: a mistake");
        assertThat(records.blocks(0, 10)).extracting(RecordedBlock::id).containsExactly(2L, 1L);
        // what began before, but ended after
        assertThat(records.blocks(Samples.NOW + 5, 10))
                .extracting(RecordedBlock::id)
                .containsExactly(2L);
    }

    @Test
    void blockThatIsNotWantedCantBeProlonged() throws Exception {
        RecordedBlock block = records.record(Samples.block(3, 1, Samples.NOW));
        records.end(block.id(), Samples.NOW, "expired");
        for (long id : new long[] {block.id(), 99}) {
            assertThatThrownBy(() -> records.prolong(id, new Deadline(1, "", 1), 0))
                    .isInstanceOf(RecordException.class)
                    .hasMessageContaining("no block " + id);
        }
        records.end(99, Samples.NOW, "expired");
        records.end(block.id(), Samples.NOW + 1, "again");
        assertThat(records.blocks(0, 1).get(0).end()).isEqualTo("expired");
    }

    @Test
    void manyBlocksAreRecordedAtOnce() throws Exception {
        List<RecordedBlock> blocks = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            blocks.add(Samples.block(0, i, Samples.NOW));
        }
        List<RecordedBlock> recorded = records.record(blocks);
        assertThat(recorded)
                .extracting(RecordedBlock::block)
                .isEqualTo(blocks.stream().map(RecordedBlock::block).toList());
        restart();
        assertThat(records.standing().equals(recorded)).isTrue();
        records.end(
                recorded.stream()
                        .map(
                                block ->
                                        new Records.Ending(
                                                block.id(), Samples.NOW + block.id(), "expired"))
                        .toList());
        assertThat(records.blocks(0, 5_000))
                .allMatch(block -> block.ended() == Samples.NOW + block.id());
        assertThat(records.standing()).isEmpty();
        assertThat(records.record(Samples.block(0, 1, 1)).id()).isEqualTo(4_001);
    }

    @Test
    void auditTrailComesNewestFirst() throws Exception {
        for (int i = 0; i < 520; i++) {
            records.audit(new AuditEntry(i, "uid " + i, "policy confirm", "why", "done"));
        }
        restart();
        assertThat(records.audit(510)).hasSize(510).first().extracting("who").isEqualTo("uid 519");
        assertThat(records.audit(5000)).hasSize(520);
    }

    @Test
    void filesAreForTheirOwnerAlone() throws Exception {
        records.audit(new AuditEntry(1, "uid 0", "what", "why", "done"));
        restart();
        records.audit(1);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(home.resolve("store"))))
                .isEqualTo("rwx------");
        try (var files = Files.list(home.resolve("store"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void manyThreadsRecordAtOnceAndAnInterruptHarmsNobody() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> done = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int number = t;
            done.add(
                    threads.submit(
                            () -> {
                                int returned = 0;
                                for (int i = 0; i < 30; i++) {
                                    if (number == 0 && i % 5 == 0) {
                                        Thread.currentThread().interrupt();
                                    }
                                    try {
                                        records.record(Samples.block(number, i, Samples.NOW));
                                        returned++;
                                    } catch (RecordException e) {
                                        assertThat(Thread.interrupted()).isTrue();
                                    }
                                }
                                return returned;
                            }));
        }
        int returned = 0;
        for (Future<Integer> one : done) {
            returned += one.get();
        }
        threads.shutdown();
        assertThat(returned).isBetween(210, 240);
        assertThat(records.standing().size()).isBetween(returned, 240);
        assertThat(Stores.troubles(records)).isEmpty();
    }

    @Test
    void whatCantBeConfiguredIsNamed() {
        assertThatThrownBy(() -> Stores.open(home, "days", 0))
                .hasMessageContaining("org.sekisho.store: days=0 must be 1 or more");
        assertThatThrownBy(() -> Stores.open(home, "max_bytes", 5L))
                .hasMessageContaining("max.bytes=5 must be 16777216 or more");
    }
}
