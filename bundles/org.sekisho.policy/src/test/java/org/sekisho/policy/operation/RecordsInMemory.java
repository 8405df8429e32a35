// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

/** Records as long as the test lasts. */
final class RecordsInMemory implements Records {
    private final List<RecordedCase> cases = new ArrayList<>();
    private final List<AuditEntry> trail = new ArrayList<>();

    @Override
    public Recorded record(Detection detection, Decision decision) {
        RecordedCase now = new RecordedCase(cases.size() + 1, detection, decision);
        cases.add(0, now);
        return new Recorded(now, null);
    }

    @Override
    public RecordedBlock record(RecordedBlock block) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void prolong(long block, Deadline until, int rung) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void end(long block, long time, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RecordedBlock> standing() {
        return List.of();
    }

    @Override
    public List<RecordedBlock> blocks(long since, int most) {
        return List.of();
    }

    @Override
    public List<RecordedCase> cases(long since, int most) {
        return cases.stream()
                .filter(one -> one.detection().lastSeen() > since)
                .limit(most)
                .toList();
    }

    @Override
    public void audit(AuditEntry entry) {
        trail.add(0, entry);
    }

    @Override
    public List<AuditEntry> audit(int most) {
        return trail.stream().limit(most).toList();
    }
}
