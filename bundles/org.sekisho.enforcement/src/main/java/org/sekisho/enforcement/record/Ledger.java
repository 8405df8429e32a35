// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    /** One of many may be at fault itself; when so many fail, the store is. */
    private static final int MOST_FAILURES = 2;

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

    /** Many things recorded in one step. */
    private interface Batch<T, R> {
        List<R> write(List<T> all) throws RecordException;
    }

    /**
     * Records all in one step; if that fails, one by one, so that one that can't be recorded does
     * not keep the others back, until a second fails: then it is the store.
     *
     * @return in the same order; null for what could not be recorded
     */
    private <T, R> List<R> each(List<T> all, Batch<T, R> batch) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<R> together = attempt(() -> batch.write(all), null);
        if (together != null) {
            return together;
        }
        List<R> done = new ArrayList<>(Collections.nCopies(all.size(), null));
        int failures = all.size() == 1 ? MOST_FAILURES : 0;
        for (int i = 0; i < all.size() && failures < MOST_FAILURES; i++) {
            List<T> one = List.of(all.get(i));
            List<R> alone = attempt(() -> batch.write(one), null);
            if (alone == null) {
                failures++;
            } else {
                done.set(i, alone.get(0));
            }
        }
        return done;
    }

    /**
     * Records cases as they stand.
     *
     * @param cases their ids are ignored
     * @return in the same order; null for what could not be recorded
     */
    public List<Records.Recorded> recordCases(List<RecordedCase> cases) {
        Records to = present;
        return each(cases, to::recordCases);
    }

    /**
     * Records that blocks are wanted.
     *
     * @return in the same order; null for what could not be recorded
     */
    public List<RecordedBlock> recordEach(List<RecordedBlock> blocks) {
        Records to = present;
        return each(blocks, to::record);
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
     * Records that blocks are wanted no more, in one step.
     *
     * @return whether that outlives the process
     */
    public boolean end(List<Records.Ending> endings) {
        Records to = present;
        boolean written =
                attempt(
                        () -> {
                            to.end(endings);
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
        audit(List.of(new AuditEntry(clock.wall(), who, what, why, outcome)));
    }

    /** Writes lines of the audit trail in one step, and into the log. */
    public void audit(List<AuditEntry> entries) {
        for (AuditEntry entry : entries) {
            LOG.warn("{}: {} ({}): {}", entry.who(), entry.what(), entry.why(), entry.outcome());
        }
        Records to = present;
        each(
                entries,
                lines -> {
                    to.audit(lines);
                    return lines;
                });
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
