// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.policy.operation.AuditTrail;
import org.sekisho.policy.operation.CallArguments;

/** {@code allow remove}: takes an exception back. */
@Component(service = Operation.class)
public final class AllowRemove implements Operation {
    private final AllowFolder folder;
    private final AllowEntries entries;
    private final AuditTrail audit;

    /** Made by Declarative Services. */
    @Activate
    public AllowRemove(
            @Reference AllowFolder folder,
            @Reference AllowEntries entries,
            @Reference AuditTrail audit) {
        this.folder = folder;
        this.entries = entries;
        this.audit = audit;
    }

    @Override
    public String words() {
        return "allow remove";
    }

    @Override
    public String summary() {
        return "Take an exception from blocking back";
    }

    @Override
    public String arguments() {
        return "NAME [--comment TEXT]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        CallArguments arguments = CallArguments.of(this, request, Set.of("--comment"), Set.of());
        if (arguments.words().size() != 1) {
            throw CallArguments.usage(this, "one NAME is needed, as 'allow list' shows it");
        }
        String name = arguments.words().get(0);
        boolean known = entries.all().stream().anyMatch(entry -> entry.name().equals(name));
        if (!known) {
            throw new OperationException(
                    1,
                    "there is no entry '"
                            + name
                            + "'; there are: "
                            + entries.all().stream()
                                    .map(AllowEntry::name)
                                    .collect(Collectors.joining(", ")));
        }
        String why = arguments.options().getOrDefault("--comment", "");
        String what = "allow remove " + name;
        try {
            folder.delete(name);
        } catch (IOException fault) {
            audit.add(request.caller(), what, why, fault.toString());
            throw new OperationException(
                    1,
                    folder.file(name)
                            + " can't be deleted: "
                            + fault
                            + "; let the daemon's user write the folder, or delete it by hand");
        }
        audit.add(request.caller(), what, why, "done");
        boolean gone = entries.await(name, null, AllowFolder.PATIENCE);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "allow");
        row.put("name", name);
        row.put("removed", true);
        row.put("counts", !gone);
        return new OperationResult(
                gone ? 0 : 1,
                List.of(row),
                gone
                        ? name + " is allowed no more"
                        : folder.file(name)
                                + " is deleted, but still counts; see 'sekisho status'");
    }
}
