// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.sekisho.operate.OperationException;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

/** What was found in this run and in earlier ones, as long as a store is there that knows it. */
@Component(service = History.class)
public final class History {
    private volatile Records records;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRecords(Records present) {
        records = present;
    }

    void unbindRecords(Records gone) {
        if (records == gone) {
            records = null;
        }
    }

    /**
     * Cases, the newest first.
     *
     * @param since packet time in nanoseconds since 1970-01-01 UTC: only what was seen later
     * @param most how many at most
     * @throws OperationException if nothing is stored or it can't be read
     */
    List<RecordedCase> cases(long since, int most) throws OperationException {
        Records present = records;
        if (present == null) {
            throw new OperationException(
                    1,
                    "no history is stored; without --all there is what this run has found. See"
                            + " 'sekisho status' for the store");
        }
        try {
            return present.cases(since, most);
        } catch (RecordException fault) {
            throw new OperationException(1, "the history can't be read: " + fault.getMessage());
        }
    }
}
