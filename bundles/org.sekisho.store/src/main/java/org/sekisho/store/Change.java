// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;

/** A recorded block as it is after something happened to it. */
final class Change {
    private Change() {}

    static RecordedBlock numbered(RecordedBlock block, long id) {
        return new RecordedBlock(
                id,
                block.caseId(),
                block.block(),
                block.since(),
                block.until(),
                block.origin(),
                block.reason(),
                block.count(),
                block.rung(),
                block.ended(),
                block.end());
    }

    static RecordedBlock prolonged(RecordedBlock block, Deadline until, int rung) {
        return new RecordedBlock(
                block.id(),
                block.caseId(),
                block.block(),
                block.since(),
                until,
                block.origin(),
                block.reason(),
                block.count(),
                rung,
                block.ended(),
                block.end());
    }

    static RecordedBlock ended(RecordedBlock block, long time, String reason) {
        return new RecordedBlock(
                block.id(),
                block.caseId(),
                block.block(),
                block.since(),
                block.until(),
                block.origin(),
                block.reason(),
                block.count(),
                block.rung(),
                time,
                reason);
    }
}
