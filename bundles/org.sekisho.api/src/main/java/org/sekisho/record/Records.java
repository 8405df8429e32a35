// SPDX-License-Identifier: Apache-2.0
package org.sekisho.record;

import java.util.ArrayList;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;

/**
 * Cases, decisions, blocks and the audit trail, over restarts. What a method has returned from
 * outlives a kill of the process at any point. Called from any thread; may block for as long as the
 * disk takes, so never from the judging thread.
 */
@ProviderType
public interface Records {
    /**
     * Records a case as it stands, with its evidence and what was decided about it. A case that is
     * recorded already, in this run or an earlier one, is brought up to date: it is the same if it
     * has the same tunnel and ends, and was last seen within the time that the correlator lets a
     * case go on, or if its first evidence is the same.
     *
     * @return the case as it is recorded now, and how it was before
     * @throws RecordException if it could not be recorded
     */
    Recorded record(Detection detection, Decision decision) throws RecordException;

    /**
     * Records several cases as they stand, all of them or none, in a fraction of the time that one
     * by one would take.
     *
     * @param cases their ids are ignored
     * @return what became of each, in the same order
     * @throws RecordException as for one
     */
    default List<Recorded> recordCases(List<RecordedCase> cases) throws RecordException {
        List<Recorded> recorded = new ArrayList<>(cases.size());
        for (RecordedCase each : cases) {
            recorded.add(record(each.detection(), each.decision()));
        }
        return recorded;
    }

    /**
     * Records that a block is wanted. Before it is put in force.
     *
     * @param block its id is ignored
     * @return the same with its id
     * @throws RecordException if it could not be recorded; the block must not be put in force then
     *     unless a person asked for it
     */
    RecordedBlock record(RecordedBlock block) throws RecordException;

    /**
     * Records that several blocks are wanted, all of them or none, in a fraction of the time that
     * one by one would take.
     *
     * @return the same with their ids, in the same order
     * @throws RecordException as for one
     */
    default List<RecordedBlock> record(List<RecordedBlock> blocks) throws RecordException {
        List<RecordedBlock> recorded = new ArrayList<>(blocks.size());
        for (RecordedBlock block : blocks) {
            recorded.add(record(block));
        }
        return recorded;
    }

    /**
     * Records that a block has another end of its time, or is on another rung of the ladder.
     *
     * @throws RecordException if it could not be recorded, or no such block is recorded as wanted
     */
    void prolong(long block, Deadline until, int rung) throws RecordException;

    /**
     * Records that a block is wanted no more. One that is not recorded as wanted, because its
     * record was lost or ended already, is passed over.
     *
     * @param time wall time in nanoseconds since 1970-01-01 UTC
     * @param reason {@code expired}, or why it was lifted, in one sentence
     */
    void end(long block, long time, String reason) throws RecordException;

    /**
     * That a block is wanted no more.
     *
     * @param block its id
     * @param time wall time in nanoseconds since 1970-01-01 UTC
     * @param reason {@code expired}, or why it was lifted, in one sentence
     */
    record Ending(long block, long time, String reason) {}

    /**
     * Records that several blocks are wanted no more, as for one, all of them or none, in a
     * fraction of the time that one by one would take.
     */
    default void end(List<Ending> endings) throws RecordException {
        for (Ending each : endings) {
            end(each.block(), each.time(), each.reason());
        }
    }

    /** Blocks that are recorded as wanted, also those whose time has passed meanwhile, by id. */
    List<RecordedBlock> standing() throws RecordException;

    /**
     * Blocks, the newest first, those that ended among them.
     *
     * @param since wall time in nanoseconds since 1970-01-01 UTC: only what began or ended later
     * @param most how many at most
     */
    List<RecordedBlock> blocks(long since, int most) throws RecordException;

    /**
     * Cases in their last recorded state, the newest first.
     *
     * @param since packet time in nanoseconds since 1970-01-01 UTC: only what was seen later
     * @param most how many at most
     */
    List<RecordedCase> cases(long since, int most) throws RecordException;

    /** Adds a line to the audit trail. */
    void audit(AuditEntry entry) throws RecordException;

    /**
     * Adds several lines to the audit trail, all of them or none, in a fraction of the time that
     * one by one would take.
     */
    default void audit(List<AuditEntry> entries) throws RecordException {
        for (AuditEntry entry : entries) {
            audit(entry);
        }
    }

    /**
     * The audit trail, the newest first.
     *
     * @param most how many at most
     */
    List<AuditEntry> audit(int most) throws RecordException;

    /**
     * A case after it was recorded.
     *
     * @param now as it is recorded now
     * @param before as it was recorded before; null if it is new
     */
    record Recorded(RecordedCase now, RecordedCase before) {}
}
