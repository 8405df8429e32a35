// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;

/** What a call returned from outlives a kill of the process at any point. */
@Tag("long")
class KillTest {
    private static final int KILLS = 20;

    @TempDir Path home;

    @Test
    void everyCallThatReturnedIsThereAfterAKillAtAnyPoint() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path store = home.resolve("store");
        List<String> returned = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            // some are killed while they open the database, some while they pack it
            int lines = kill % 4 == 0 ? 0 : 1 + random.nextInt(60);
            boolean tight = kill % 4 == 1;
            long millis = kill % 4 == 0 ? 300 + random.nextInt(500) : random.nextInt(20);
            millis += tight ? random.nextInt(3000) : 0;
            returned.addAll(killed(store, kill * 1000, tight, lines, millis));
            if (kill % 5 == 4) {
                verify(store, returned, "seed " + seed + ", kill " + kill);
            }
        }
        assertThat(returned).hasSizeGreaterThan(KILLS);
    }

    /** What a process said until it was killed, so long after it had said so many lines. */
    private static List<String> killed(Path store, int from, boolean tight, int lines, long millis)
            throws Exception {
        Process process =
                Jvm.start(
                        Recorder.class,
                        store.toString(),
                        Integer.toString(from),
                        tight ? "tight" : "loose");
        List<String> said = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).isNotNull().doesNotStartWith("failed");
                said.add(line);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            // by its handle, which leaves open what it has said
            process.toHandle().destroyForcibly();
            process.waitFor();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        }
        return said;
    }

    private static void verify(Path store, List<String> returned, String context) throws Exception {
        H2Records records = Stores.open(store);
        try {
            Map<Long, RecordedCase> cases = byId(records.cases(-1, 100_000), RecordedCase::id);
            Map<Long, RecordedBlock> blocks = byId(records.blocks(-1, 100_000), RecordedBlock::id);
            Map<Long, List<AuditEntry>> audit =
                    records.audit(100_000).stream()
                            .collect(Collectors.groupingBy(AuditEntry::time));
            for (String line : returned) {
                String[] words = line.split(" ");
                long id = Long.parseLong(words[1]);
                long i = Long.parseLong(words[2]);
                switch (words[0]) {
                    case "case" ->
                            assertThat(cases.get(id).detection().firstSeen())
                                    .as(context)
                                    .isEqualTo(i);
                    case "block" -> assertThat(blocks.get(id).since()).as(context).isEqualTo(i);
                    case "prolonged" -> {
                        assertThat(blocks.get(id).until().boot()).as(context).isEqualTo("later");
                        assertThat(blocks.get(id).rung()).as(context).isEqualTo(9);
                    }
                    case "ended" ->
                            assertThat(blocks.get(id).end()).as(context).isEqualTo("reason " + i);
                    case "audit" -> assertThat(audit).as(context).containsKey(i);
                    default -> throw new AssertionError("the recorder said " + line);
                }
            }
            assertThat(records.standing())
                    .as(context)
                    .allMatch(block -> block.ended() == 0)
                    .hasSizeLessThanOrEqualTo(blocks.size());
            assertThat(Stores.troubles(records)).as(context).isEmpty();
        } finally {
            records.stop();
        }
    }

    private static <T> Map<Long, T> byId(List<T> rows, Function<T, Long> id) {
        // no number is given twice
        return rows.stream().collect(Collectors.toMap(id, row -> row));
    }

    @Test
    void secondProcessIsToldThatTheFirstHasIt() throws Exception {
        Path store = home.resolve("store");
        H2Records records = Stores.open(store);
        try {
            records.audit(1);
            Process other = Jvm.start(Recorder.class, store.toString(), "0", "loose");
            try (BufferedReader out = other.inputReader()) {
                assertThat(out.readLine()).startsWith("failed").contains("in use by another");
            }
            assertThat(other.waitFor()).isZero();
            // and the first is none the worse for it
            records.audit(new AuditEntry(1, "", "", "", ""));
            assertThat(Stores.troubles(records)).isEmpty();
        } finally {
            records.stop();
        }
    }
}
