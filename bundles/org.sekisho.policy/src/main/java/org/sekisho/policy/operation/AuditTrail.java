// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.sekisho.operate.Escaped;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordException;
import org.sekisho.record.Records;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who changed what and why: in the log, and in the records where there are any. Changes are made
 * without them too, or a full disk would keep an administrator from switching blocking off.
 */
@Component(service = AuditTrail.class)
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

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

    /** The records; null if there are none now. */
    public Records records() {
        return records;
    }

    /**
     * Writes down a change.
     *
     * @param who {@code policy}, or the peer of the control socket
     * @param outcome {@code done}, or what went wrong
     */
    public void add(String who, String what, String why, String outcome) {
        LOG.info(
                "{}, by {}{}: {}",
                Escaped.of(what),
                who,
                why.isEmpty() ? "" : ", " + Escaped.of(why),
                outcome);
        Records present = records;
        if (present == null) {
            return;
        }
        try {
            present.audit(new AuditEntry(now(), who, what, why, outcome));
        } catch (RecordException fault) {
            LOG.error("'{}' by {} is not in the audit trail: {}", what, who, fault.getMessage());
        }
    }

    /** Wall time in nanoseconds since 1970-01-01 UTC. */
    static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
