// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.decide.Block;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.record.MemoryRecords;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;
import org.sekisho.respond.Notice.Kind;

/** What is to be blocked is recorded first, and what can't be recorded is not blocked. */
class RecordingTest {
    private static final String CLIENT = "10.1.0.2";
    private static final Block PAIR = Samples.pair(CLIENT);

    @TempDir private Path home;
    private Bench bench;
    private final BreakableRecords records = new BreakableRecords();

    @BeforeEach
    void begin() {
        bench = new Bench(home).with(records).begin();
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void theFirewallIsAskedAfterTheRecordsHaveAnswered() {
        records.beforeBlock = () -> assertThat(bench.kernel.holds()).isEmpty();
        bench.stage.detection(Samples.tunnel(1, CLIENT, 256, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().contains(PAIR));
        assertThat(records.recorded).containsExactly("case", "block");
    }

    @Test
    void aFullDiskIsShownDetectionGoesOnAndWhatStandsStays() throws Exception {
        bench.stage.detection(Samples.tunnel(1, CLIENT, 256, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().contains(PAIR));
        records.full = true;
        bench.stage.detection(Samples.tunnel(2, "10.1.0.3", 512, bench.clock.wall()));
        bench.until(() -> bench.notices.of(Kind.DETECTED).size() == 2);
        bench.until(() -> bench.stage.troubles().toString().contains("the disk is full"));
        assertThat(bench.kernel.holds()).containsExactly(PAIR);
        records.full = false;
        bench.stage.detection(Samples.tunnel(3, "10.1.0.4", 768, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().contains(Samples.pair("10.1.0.4")));
        bench.until(() -> bench.stage.troubles().isEmpty());
    }

    @Test
    void whatIsFoundTogetherIsRecordedInOneStepAndOneAtFaultKeepsNobodyElseBack() {
        records.refused = Samples.pair("10.1.0.7");
        CountDownLatch all = new CountDownLatch(1);
        bench.stage.thread.run(all::await);
        for (int i = 1; i <= 20; i++) {
            bench.stage.detection(Samples.tunnel(i, "10.1.0." + i, 256L * i, bench.clock.wall()));
        }
        all.countDown();
        bench.until(() -> bench.kernel.holds().size() == 19);
        assertThat(bench.kernel.holds()).doesNotContain(records.refused);
        bench.until(() -> bench.notices.of(Kind.DETECTED).size() == 20);
        assertThat(records.steps).startsWith("20 cases", "20 blocks");
    }

    @Test
    void whatExpiresTogetherIsRecordedInOneStep() throws Exception {
        for (int i = 1; i <= 20; i++) {
            bench.stage.detection(Samples.tunnel(i, "10.1.0." + i, 256L * i, bench.clock.wall()));
        }
        bench.until(() -> bench.kernel.holds().size() == 20);
        bench.kill();
        bench.clock.pass(Duration.ofMinutes(11));
        records.steps.clear();
        bench.begin();
        bench.until(() -> records.standing().isEmpty());
        assertThat(records.steps).startsWith("20 endings");
    }

    @Test
    void whatEndedWhileTheDiskWasFullIsRecordedLater() throws Exception {
        bench.stage.detection(Samples.tunnel(1, CLIENT, 256, bench.clock.wall()));
        bench.until(() -> bench.kernel.holds().contains(PAIR));
        records.full = true;
        bench.seconds(601);
        bench.until(() -> bench.call(() -> bench.stage.wanted().size()) == 0);
        assertThat(records.standing()).hasSize(1);
        records.full = false;
        bench.until(() -> records.standing().isEmpty());
        assertThat(bench.kernel.holds()).isEmpty();
    }

    /** Records on a disk that may be full. */
    private static final class BreakableRecords implements Records {
        private final Records kept = new MemoryRecords();
        private final List<String> recorded = new CopyOnWriteArrayList<>();
        private volatile boolean full;
        private final List<String> steps = new CopyOnWriteArrayList<>();
        private volatile Runnable beforeBlock = () -> {};
        private volatile Block refused;

        private void write() throws RecordException {
            if (full) {
                throw new RecordException("the disk is full; make room", null);
            }
        }

        @Override
        public Recorded record(Detection detection, Decision decision) throws RecordException {
            write();
            recorded.add("case");
            return kept.record(detection, decision);
        }

        @Override
        public RecordedBlock record(RecordedBlock block) throws RecordException {
            write();
            if (block.block().equals(refused)) {
                throw new RecordException("a fault of ours", null);
            }
            beforeBlock.run();
            recorded.add("block");
            return kept.record(block);
        }

        @Override
        public List<Recorded> recordCases(List<RecordedCase> cases) throws RecordException {
            steps.add(cases.size() + " cases");
            return Records.super.recordCases(cases);
        }

        @Override
        public List<RecordedBlock> record(List<RecordedBlock> blocks) throws RecordException {
            if (!blocks.isEmpty()) {
                steps.add(blocks.size() + " blocks");
            }
            // all of them or none
            if (blocks.size() > 1
                    && blocks.stream().anyMatch(block -> block.block().equals(refused))) {
                throw new RecordException("a fault of ours", null);
            }
            return Records.super.record(blocks);
        }

        @Override
        public void end(List<Ending> endings) throws RecordException {
            steps.add(endings.size() + " endings");
            Records.super.end(endings);
        }

        @Override
        public void prolong(long block, Deadline until, int rung) throws RecordException {
            write();
            kept.prolong(block, until, rung);
        }

        @Override
        public void end(long block, long time, String reason) throws RecordException {
            write();
            kept.end(block, time, reason);
        }

        @Override
        public List<RecordedBlock> standing() throws RecordException {
            return kept.standing();
        }

        @Override
        public List<RecordedBlock> blocks(long since, int most) throws RecordException {
            return kept.blocks(since, most);
        }

        @Override
        public List<RecordedCase> cases(long since, int most) throws RecordException {
            return kept.cases(since, most);
        }

        @Override
        public void audit(AuditEntry entry) throws RecordException {
            write();
            kept.audit(entry);
        }

        @Override
        public List<AuditEntry> audit(int most) throws RecordException {
            return kept.audit(most);
        }
    }
}
