// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.policy.ConfiguredPolicy;
import org.sekisho.policy.PolicyStatus;
import org.sekisho.policy.confirm.Confirmation.Standing;

/** {@code policy confirm}: whoever can call it was not locked out. */
@Component
public final class PolicyConfirm implements Operation {
    private final ConfiguredPolicy policy;
    private final AuditTrail audit;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public PolicyConfirm(
            @Reference ConfiguredPolicy policy,
            @Reference AuditTrail audit,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this.policy = policy;
        this.audit = audit;
    }

    @Override
    public String words() {
        return "policy confirm";
    }

    @Override
    public String summary() {
        return "Confirm that blocking stays on";
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
        Standing before = policy.confirmation().standing();
        Standing after = policy.confirm();
        String trouble = policy.confirmation().trouble();
        String text =
                switch (after) {
                    case NOT_ASKED ->
                            "There is nothing to confirm. " + PolicyStatus.inWords(policy);
                    case CONFIRMED ->
                            before == Standing.CONFIRMED
                                    ? "It was confirmed already."
                                    : "Blocking stays on, over restarts too, until the policy is"
                                            + " changed.";
                    case PENDING ->
                            "It was too late: blocking had ended. It is on again for "
                                    + policy.confirmation().left().toSeconds()
                                    + " s; to keep it on, confirm it in that time.";
                    case LAPSED -> PolicyStatus.inWords(policy);
                };
        if (after != before) {
            audit.add(
                    request.caller(),
                    "policy confirm",
                    "",
                    after == Standing.CONFIRMED
                            ? trouble.isEmpty() ? "done" : trouble
                            : "too late, so blocking is on for another 60 s");
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "policy");
        row.putAll(PolicyStatus.figures(policy));
        row.put("text", text);
        boolean done =
                after == Standing.CONFIRMED && trouble.isEmpty()
                        || after == Standing.NOT_ASKED && policy.enforces();
        return new OperationResult(
                done ? 0 : 1, List.of(row), trouble.isEmpty() ? text : text + "\n! " + trouble);
    }
}
