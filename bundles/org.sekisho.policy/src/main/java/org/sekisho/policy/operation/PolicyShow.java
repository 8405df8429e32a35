// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import org.sekisho.policy.protect.ProtectList;

/** {@code policy show}: what is in force, whether it is confirmed, and what is never blocked. */
@Component
public final class PolicyShow implements Operation {
    private final ConfiguredPolicy policy;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public PolicyShow(
            @Reference ConfiguredPolicy policy,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this.policy = policy;
    }

    @Override
    public String words() {
        return "policy show";
    }

    @Override
    public String summary() {
        return "What is done about detections, and what is never blocked";
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
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "policy");
        row.putAll(PolicyStatus.figures(policy));
        row.put("options", new TreeMap<String, Object>(policy.values()));
        List<String> troubles = PolicyStatus.troubles(policy);
        row.put("troubles", troubles);
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row);
        ProtectList list = policy.protectList();
        list.networks().forEach((what, why) -> rows.add(protectedRow(what, why)));
        list.macs().forEach((what, why) -> rows.add(protectedRow(what, why)));
        return new OperationResult(0, rows, text(rows, troubles));
    }

    private static Map<String, Object> protectedRow(Object what, String why) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "protected");
        row.put("what", what.toString());
        row.put("why", why);
        return row;
    }

    private String text(List<Map<String, Object>> rows, List<String> troubles) {
        StringBuilder text = new StringBuilder();
        text.append(PolicyStatus.inWords(policy)).append('\n');
        troubles.forEach(trouble -> text.append("! ").append(trouble).append('\n'));
        text.append('\n');
        policy.values().forEach((key, value) -> text.append("  %-22s %s%n".formatted(key, value)));
        text.append("\nnever blocked:\n");
        rows.stream()
                .skip(1)
                .forEach(
                        row ->
                                text.append(
                                        "  %-24s %s%n".formatted(row.get("what"), row.get("why"))));
        return text.toString();
    }
}
