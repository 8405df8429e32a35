// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.enforcement.Enforcement;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordException;

/** {@code audit}: everything that was changed, by policy or by people. */
@Component
public final class AuditOperation implements Operation {
    private static final int MOST = 100;

    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public AuditOperation(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String words() {
        return "audit";
    }

    @Override
    public String summary() {
        return "Who changed what, when and why; the newest first";
    }

    @Override
    public String arguments() {
        return "[--most N]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        Arguments arguments = Arguments.of(this, request, Set.of("--most"), Set.of());
        arguments.none();
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            for (AuditEntry entry : enforcement.stage().ledger().audit(arguments.most(MOST))) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("type", "audit");
                row.put("time", DetectionRow.time(entry.time()));
                row.put("who", Escaped.of(entry.who()));
                row.put("what", Escaped.of(entry.what()));
                row.put("why", Escaped.of(entry.why()));
                row.put("outcome", Escaped.of(entry.outcome()));
                rows.add(row);
                text.append(
                        "%s  %s: %s%n    %s: %s%n"
                                .formatted(
                                        row.get("time"),
                                        row.get("who"),
                                        row.get("what"),
                                        row.get("outcome"),
                                        row.get("why")));
            }
        } catch (RecordException failed) {
            throw new OperationException(
                    1, "the audit trail can't be read: " + failed.getMessage());
        }
        return new OperationResult(
                0, rows, rows.isEmpty() ? "Nothing was changed.\n" : text.toString());
    }
}
