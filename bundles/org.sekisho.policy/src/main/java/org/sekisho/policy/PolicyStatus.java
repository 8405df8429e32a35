// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.operate.StatusSource;
import org.sekisho.policy.confirm.Confirmation.Standing;

/** Policy's part of the status. */
@Component
public final class PolicyStatus implements StatusSource {
    private final ConfiguredPolicy policy;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public PolicyStatus(
            @Reference ConfiguredPolicy policy,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this.policy = policy;
    }

    @Override
    public String section() {
        return "policy";
    }

    @Override
    public Map<String, Object> status() {
        return figures(policy);
    }

    @Override
    public List<String> troubles() {
        return troubles(policy);
    }

    /** How it stands, for machines. */
    public static Map<String, Object> figures(ConfiguredPolicy policy) {
        Standing standing = policy.confirmation().standing();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("mode", policy.settings().blocking() ? "block" : "watch");
        figures.put("enforces", policy.enforces());
        figures.put("confirmation", standing.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        figures.put("secondsLeft", policy.confirmation().left().toSeconds());
        figures.put("allowed", policy.allowed().size());
        figures.put(
                "protected",
                policy.protectList().networks().size() + policy.protectList().macs().size());
        return figures;
    }

    /** How it stands, in a sentence. */
    public static String inWords(ConfiguredPolicy policy) {
        if (!policy.settings().blocking()) {
            return "Watching only: nothing is blocked (mode=watch).";
        }
        return switch (policy.confirmation().standing()) {
            case NOT_ASKED -> "Blocking; no confirmation is asked for (confirm.required=false).";
            case CONFIRMED -> "Blocking, confirmed.";
            case PENDING ->
                    "Blocking for "
                            + policy.confirmation().left().toSeconds()
                            + " more seconds unless it is confirmed: sekisho policy confirm";
            case LAPSED -> "Watching only, because mode=block was not confirmed in time.";
        };
    }

    /** What needs a person's attention. */
    public static List<String> troubles(ConfiguredPolicy policy) {
        List<String> troubles = new ArrayList<>();
        if (!policy.fault().isEmpty()) {
            troubles.add(policy.fault());
        }
        troubles.addAll(policy.allowed().faults());
        Standing standing = policy.confirmation().standing();
        if (standing == Standing.PENDING) {
            troubles.add(
                    "blocking ends in "
                            + policy.confirmation().left().toSeconds()
                            + " s unless it is confirmed: sekisho policy confirm");
        } else if (standing == Standing.LAPSED) {
            troubles.add(
                    "mode=block was not confirmed in time, so nothing is blocked; for another 60 s"
                            + " of blocking call: sekisho policy confirm, and again to confirm it");
        }
        if (!policy.confirmation().trouble().isEmpty()) {
            troubles.add(policy.confirmation().trouble());
        }
        troubles.addAll(policy.lookingTroubles());
        return troubles;
    }
}
