// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.enforcement.cases.Cases;
import org.sekisho.enforcement.record.Ledger;
import org.sekisho.enforcement.record.Offences;
import org.sekisho.enforcement.record.TunnelKey;
import org.sekisho.enforcement.wanted.WantedBlock;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;

/** What earlier runs have recorded becomes what this one knows. Used by the acting thread. */
final class Memories {
    private static final int MOST_BLOCKS = 100_000;
    private static final int MOST_CASES = 20_000;

    private final Ledger ledger;
    private final Offences offences;
    private final Cases cases;
    private final Map<Long, RecordedCase> recorded = new HashMap<>();

    Memories(Ledger ledger, Offences offences, Cases cases) {
        this.ledger = ledger;
        this.offences = offences;
        this.cases = cases;
    }

    /** Reads what is recorded. */
    void recall() {
        List<RecordedCase> all = new ArrayList<>(ledger.cases(Long.MIN_VALUE, MOST_CASES));
        Collections.reverse(all);
        all.forEach(each -> recorded.put(each.id(), each));
        List<RecordedBlock> blocks = new ArrayList<>(ledger.blocks(Long.MIN_VALUE, MOST_BLOCKS));
        Collections.reverse(blocks);
        Set<Long> blocked = new HashSet<>();
        for (RecordedBlock block : blocks) {
            RecordedCase of = recorded.get(block.caseId());
            if (of != null) {
                blocked.add(of.id());
                recall(block, TunnelKey.of(of.detection()));
            }
        }
        for (RecordedCase each : all) {
            boolean wasTold = each.decision().rung() > 0 && each.decision().block() == null;
            if (wasTold) {
                offences.told(
                        TunnelKey.of(each.detection()),
                        each.decision().rung(),
                        new Deadline(each.detection().lastSeen(), "", 0));
            }
            if (wasTold || blocked.contains(each.id())) {
                cases.remember(each);
            }
        }
    }

    private void recall(RecordedBlock block, TunnelKey tunnel) {
        offences.begun(tunnel, block);
        if (block.ended() != 0) {
            // of another process only wall time is known
            Deadline ended = new Deadline(block.ended(), "", 0);
            offences.ended(tunnel, block, ended, block.end().startsWith(Offences.BY_HAND));
        }
    }

    /** Why a block of an earlier run was wanted. */
    WantedBlock.Cause cause(RecordedBlock block) {
        RecordedCase of = recorded.get(block.caseId());
        return of == null
                ? WantedBlock.Cause.NONE
                : new WantedBlock.Cause(
                        TunnelKey.of(of.detection()), of.detection(), of.decision(), 0);
    }
}
