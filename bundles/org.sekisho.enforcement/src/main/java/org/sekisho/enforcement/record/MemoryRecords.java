// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

/**
 * Records of a platform without a store: the same answers, until the process ends. Bounded; the
 * oldest goes.
 */
public final class MemoryRecords implements Records {
    private static final int MOST_CASES = 10_000;
    private static final int MOST_ENDED = 10_000;
    private static final int MOST_AUDIT = 1_000;

    /** The correlator's window of a reconnect. */
    private static final long GOES_ON_NANOS = 60_000_000_000L;

    private final LinkedHashMap<Long, RecordedCase> cases = new LinkedHashMap<>();
    private final Map<TunnelKey, Long> lastOf = new HashMap<>();
    private final LinkedHashMap<Long, RecordedBlock> standing = new LinkedHashMap<>();
    private final Deque<RecordedBlock> ended = new ArrayDeque<>();
    private final Deque<AuditEntry> audit = new ArrayDeque<>();
    private long lastCase;
    private long lastBlock;

    @Override
    public synchronized Recorded record(Detection detection, Decision decision) {
        TunnelKey key = TunnelKey.of(detection);
        RecordedCase before = cases.get(lastOf.getOrDefault(key, 0L));
        if (before != null && !goesOn(before.detection(), detection)) {
            before = null;
        }
        long id = before == null ? ++lastCase : before.id();
        RecordedCase now = new RecordedCase(id, detection, decision);
        // the newest stands last, whether it is new or brought up to date
        cases.remove(id);
        cases.put(id, now);
        lastOf.put(key, id);
        if (cases.size() > MOST_CASES) {
            RecordedCase oldest = cases.remove(cases.keySet().iterator().next());
            lastOf.remove(TunnelKey.of(oldest.detection()), oldest.id());
        }
        return new Recorded(now, before);
    }

    private static boolean goesOn(Detection before, Detection now) {
        boolean sameBeginning =
                !before.evidence().isEmpty()
                        && !now.evidence().isEmpty()
                        && before.evidence().get(0).equals(now.evidence().get(0));
        return sameBeginning
                || before.firstSeen() == now.firstSeen()
                || now.firstSeen() - before.lastSeen() <= GOES_ON_NANOS;
    }

    @Override
    public synchronized RecordedBlock record(RecordedBlock block) {
        RecordedBlock recorded = copy(block, ++lastBlock, block.until(), block.rung(), 0, "");
        standing.put(recorded.id(), recorded);
        return recorded;
    }

    private static RecordedBlock copy(
            RecordedBlock of, long id, Deadline until, int rung, long ended, String end) {
        return new RecordedBlock(
                id,
                of.caseId(),
                of.block(),
                of.since(),
                until,
                of.origin(),
                of.reason(),
                of.count(),
                rung,
                ended,
                end);
    }

    @Override
    public synchronized void prolong(long block, Deadline until, int rung) {
        standing.computeIfPresent(block, (id, old) -> copy(old, id, until, rung, 0, ""));
    }

    @Override
    public synchronized void end(long block, long time, String reason) {
        RecordedBlock old = standing.remove(block);
        if (old != null) {
            ended.addFirst(copy(old, old.id(), old.until(), old.rung(), time, reason));
            if (ended.size() > MOST_ENDED) {
                ended.removeLast();
            }
        }
    }

    @Override
    public synchronized List<RecordedBlock> standing() {
        return List.copyOf(standing.values());
    }

    @Override
    public synchronized List<RecordedBlock> blocks(long since, int most) {
        List<RecordedBlock> all = new ArrayList<>(standing.values());
        all.addAll(ended);
        return all.stream()
                .filter(block -> block.since() > since || block.ended() > since)
                .sorted(Comparator.comparingLong(RecordedBlock::id).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public synchronized List<RecordedCase> cases(long since, int most) {
        List<RecordedCase> all = new ArrayList<>(cases.values());
        java.util.Collections.reverse(all);
        return all.stream()
                .filter(each -> each.detection().lastSeen() > since)
                .limit(most)
                .toList();
    }

    @Override
    public synchronized void audit(AuditEntry entry) {
        audit.addFirst(entry);
        if (audit.size() > MOST_AUDIT) {
            audit.removeLast();
        }
    }

    @Override
    public synchronized List<AuditEntry> audit(int most) {
        return audit.stream().limit(most).toList();
    }
}
