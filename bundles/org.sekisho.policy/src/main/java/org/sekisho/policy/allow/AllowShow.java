// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.operate.Escaped;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.policy.operation.CallArguments;

/** {@code allow list}: whom no block may hit, and when. */
@Component(service = Operation.class)
public final class AllowShow implements Operation {
    private final AllowEntries entries;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public AllowShow(
            @Reference AllowEntries entries,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this.entries = entries;
    }

    @Override
    public String words() {
        return "allow list";
    }

    @Override
    public String summary() {
        return "Who is excepted from blocking, and when";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        CallArguments arguments = CallArguments.of(this, request, Set.of(), Set.of());
        if (!arguments.words().isEmpty()) {
            throw CallArguments.usage(this, "it takes no arguments");
        }
        Instant now = Instant.now();
        List<Map<String, Object>> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        text.append("%-24s %-14s %s%n".formatted("NAME", "COUNTS", "WHOM"));
        for (AllowEntry entry : entries.all()) {
            rows.add(AllowRows.row(entry, now));
            text.append(AllowRows.line(entry, now));
            if (!entry.fault().isEmpty()) {
                text.append("  ! ").append(Escaped.of(entry.fault())).append('\n');
            }
        }
        return new OperationResult(0, rows, text.toString());
    }
}
