// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
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
import org.sekisho.policy.rule.BlockDuration;
import org.sekisho.policy.rule.Settings;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

/**
 * {@code policy try}: who would have been blocked over the stored history if the policy were
 * another. Both policies are asked as if blocking were on, or nothing could be compared while
 * watching.
 */
@Component
public final class PolicyTry implements Operation {
    /** More would fill the memory of a small appliance. */
    private static final int MOST_CASES = 20_000;

    private static final int CALLED_WRONGLY = 2;

    private final ConfiguredPolicy policy;
    private final AuditTrail audit;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public PolicyTry(
            @Reference ConfiguredPolicy policy,
            @Reference AuditTrail audit,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this.policy = policy;
        this.audit = audit;
    }

    @Override
    public String words() {
        return "policy try";
    }

    @Override
    public String summary() {
        return "Who would have been blocked in the past under a changed policy";
    }

    @Override
    public String arguments() {
        return "[KEY=VALUE ...] [--since 24h] [--all]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        CallArguments arguments =
                CallArguments.of(this, request, Set.of("--since"), Set.of("--all"));
        Settings changed = changed(arguments.words());
        Duration since = since(arguments.options().getOrDefault("--since", "24h"));
        List<RecordedCase> cases = cases(since);
        Trial now = new Trial(policy.settings(), policy.lists());
        Trial then = new Trial(changed, policy.lists());
        boolean isSame = arguments.words().isEmpty();
        boolean all = isSame || arguments.options().containsKey("--all");
        TrialAnswer answer = new TrialAnswer(all);
        for (RecordedCase one : cases) {
            answer.add(one, now.next(one.detection()), then.next(one.detection()));
        }
        return answer.result(since, policy.settings().blocking(), cases.size() == MOST_CASES);
    }

    private Settings changed(List<String> changes) throws OperationException {
        SortedMap<String, String> values = new TreeMap<>(policy.values());
        for (String change : changes) {
            int equals = change.indexOf('=');
            String key = equals < 0 ? change : change.substring(0, equals);
            if (equals < 0 || !values.containsKey(key)) {
                throw new OperationException(
                        CALLED_WRONGLY,
                        "'"
                                + change
                                + "' must be KEY=VALUE with one of the keys "
                                + String.join(", ", values.keySet()));
            }
            values.put(key, change.substring(equals + 1).strip());
        }
        try {
            return Settings.parse(values);
        } catch (IllegalArgumentException wrong) {
            throw new OperationException(CALLED_WRONGLY, wrong.getMessage());
        }
    }

    private static Duration since(String text) throws OperationException {
        try {
            return BlockDuration.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new OperationException(
                    CALLED_WRONGLY, "--since " + text + " " + wrong.getMessage());
        }
    }

    /** The oldest first. */
    private List<RecordedCase> cases(Duration since) throws OperationException {
        Records records = audit.records();
        if (records == null) {
            throw new OperationException(
                    1,
                    "no history is stored, so there is nothing to try a policy on; see 'sekisho"
                            + " status' for the store");
        }
        try {
            List<RecordedCase> cases =
                    new ArrayList<>(records.cases(AuditTrail.now() - since.toNanos(), MOST_CASES));
            Collections.reverse(cases);
            return cases;
        } catch (RecordException fault) {
            throw new OperationException(1, "the history can't be read: " + fault.getMessage());
        }
    }
}
