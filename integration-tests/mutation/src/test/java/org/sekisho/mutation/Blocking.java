// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Past;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.policy.PolicyConfiguration;
import org.sekisho.policy.protect.ProtectList;
import org.sekisho.policy.protect.ProtectedNow;
import org.sekisho.policy.rule.DecisionRules;
import org.sekisho.policy.rule.Lists;
import org.sekisho.policy.rule.OptionValues;
import org.sekisho.policy.rule.Settings;

/** The product's policy, switched on, in a network of which it knows nothing. */
final class Blocking {
    private final DecisionRules rules;

    /** With the defaults, but for these: key, value, key, value. */
    Blocking(String... changes) {
        SortedMap<String, String> values = OptionValues.defaults(PolicyConfiguration.class);
        values.put("mode", "block");
        for (int i = 0; i < changes.length; i += 2) {
            if (values.put(changes[i], changes[i + 1]) == null) {
                throw new IllegalArgumentException("there is no key " + changes[i]);
            }
        }
        Settings settings = Settings.parse(values);
        rules = new DecisionRules(settings, lists(settings), null);
    }

    private static Lists lists(Settings settings) {
        ProtectList list = ProtectedNow.anywhere(settings.protection());
        return new Lists() {
            @Override
            public Clearance clearance(Block block, Detection about, Instant moment) {
                return list.clearance(block);
            }

            @Override
            public boolean isSilent(Block block, Detection about, Instant moment) {
                return false;
            }

            @Override
            public String whyNotDirect(Party host) {
                // every host is taken for a neighbour: the laxest case
                return null;
            }
        };
    }

    /** What is decided about a detection the first time. */
    Decision of(Detection detection) {
        return rules.decide(detection, Past.NONE, Instant.EPOCH.plusNanos(detection.lastSeen()));
    }

    /** The blocks that these detections lead to, with their reasons. */
    List<Decision> blocks(List<Detection> detections) {
        return detections.stream()
                .map(this::of)
                .filter(decision -> decision.verdict() == Decision.Verdict.BLOCK)
                .toList();
    }
}
