// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.record;

import java.util.Collection;
import java.util.List;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of this moment: the store's, or memory's while there is none. What can't be recorded
 * is a trouble that people see; only a block that can't be recorded is the caller's business.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");

    private final Clock clock;
    private final Records memory = new MemoryRecords();
    private volatile Records present = memory;
    private volatile String trouble = "";
    private volatile boolean missed;

    /** Records in memory until a store comes. */
    public Ledger(Clock clock) {
        this.clock = clock;
    }

    /** From now on this is where things are recorded. */
    public void use(Records store) {
        present = store;
        trouble = "";
    }

    /**
     * A store leaves.
     *
     * @return whether it was in use, so that memory is now
     */
    public boolean leave(Records store) {
        boolean used = present == store;
        if (used) {
            present = memory;
        }
        return used;
    }

    /** Whether what is recorded outlives the process. */
    public boolean isStored() {
        return present != memory;
    }

    /** Why something could not be recorded lately; empty if all is well. */
    public String trouble() {
        return trouble;
    }

    /**
     * Whether something could not be recorded since this was last asked, so that what stands should
     * be compared with what is recorded.
     */
    public boolean hasMissed() {
        boolean had = missed;
        missed = false;
        return had;
    }

    /** Something that is recorded. */
    private interface Writing<T> {
        T write() throws RecordException;
    }

    private <T> T attempt(Writing<T> writing, T otherwise) {
        try {
            return must(writing);
        } catch (RecordException failed) {
            return otherwise;
        }
    }

    private <T> T must(Writing<T> writing) throws RecordException {
        try {
            T answer = writing.write();
            if (!trouble.isEmpty()) {
                LOG.info("records can be written again");
                trouble = "";
            }
            return answer;
        } catch (RecordException failed) {
            failed(failed.getMessage(), failed);
            throw failed;
        } catch (RuntimeException | LinkageError fault) {
            failed("the store failed: " + fault, fault);
            throw new RecordException("the store failed: " + fault, fault);
        }
    }

    private void failed(String what, Throwable cause) {
        missed = true;
        if (!what.equals(trouble)) {
            LOG.error("records: {}", what, cause);
            trouble = what;
        }
    }

    /** Records a case; null if it could not be. */
    public Records.Recorded record(Detection detection, Decision decision) {
        Records to = present;
        return attempt(() -> to.record(detection, decision), null);
    }

    /**
     * Records that a block is wanted.
     *
     * @throws RecordException if it could not be
     */
    public RecordedBlock record(RecordedBlock block) throws RecordException {
        return record(List.of(block)).get(0);
    }

    /**
     * Records that several blocks are wanted, all or none, in one step.
     *
     * @throws RecordException if they could not be
     */
    public List<RecordedBlock> record(List<RecordedBlock> blocks) throws RecordException {
        Records to = present;
        return must(() -> to.record(blocks));
    }

    /** Records another end of a block's time. */
    public void prolong(long block, Deadline until, int rung) {
        Records to = present;
        attempt(
                () -> {
                    to.prolong(block, until, rung);
                    return true;
                },
                false);
    }

    /**
     * Records that a block is wanted no more.
     *
     * @return whether that outlives the process
     */
    public boolean end(long block, long time, String reason) {
        return end(List.of(block), time, reason);
    }

    /** Records that several blocks are wanted no more, as for one, in one step. */
    public boolean end(Collection<Long> blocks, long time, String reason) {
        Records to = present;
        boolean written =
                attempt(
                        () -> {
                            to.end(blocks, time, reason);
                            return true;
                        },
                        false);
        return written && to != memory;
    }

    /** Blocks recorded as wanted. */
    public List<RecordedBlock> standing() throws RecordException {
        Records from = present;
        return must(from::standing);
    }

    /** Blocks, the newest first; none if they can't be read. */
    public List<RecordedBlock> blocks(long since, int most) {
        Records from = present;
        return attempt(() -> from.blocks(since, most), List.of());
    }

    /** Cases, the newest first; none if they can't be read. */
    public List<RecordedCase> cases(long since, int most) {
        Records from = present;
        return attempt(() -> from.cases(since, most), List.of());
    }

    /** Writes a line of the audit trail, and into the log. */
    public void audit(String who, String what, String why, String outcome) {
        LOG.warn("{}: {} ({}): {}", who, what, why, outcome);
        AuditEntry entry = new AuditEntry(clock.wall(), who, what, why, outcome);
        Records to = present;
        attempt(
                () -> {
                    to.audit(entry);
                    return true;
                },
                false);
    }

    /**
     * The audit trail, the newest first.
     *
     * @throws RecordException if it can't be read
     */
    public List<AuditEntry> audit(int most) throws RecordException {
        Records from = present;
        return must(() -> from.audit(most));
    }
}
