// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Past;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.packet.IpAddress;
import org.sekisho.policy.rule.DecisionRules;
import org.sekisho.policy.rule.Lists;
import org.sekisho.policy.rule.Settings;

/**
 * What one policy would have decided about cases of the past, shown to it in the order of time:
 * blocks of a client grow as they would have grown, and times of day and expiry of the allow list
 * count as they were then. Addresses and routes are those of now.
 */
final class Trial {
    private final DecisionRules rules;
    private final Settings settings;
    private final Map<IpAddress, List<Long>> blocked = new HashMap<>();

    Trial(Settings settings, Lists lists) {
        this.settings = settings;
        this.rules = new DecisionRules(settings, lists, null);
    }

    /** The decision about the next case. */
    Decision next(Detection detection) {
        IpAddress client = address(detection.client());
        List<Long> before = blocked.computeIfAbsent(client, first -> new ArrayList<>(1));
        long oldest = detection.lastSeen() - settings.term().memory().toNanos();
        before.removeIf(time -> time < oldest);
        Decision decision =
                rules.decide(
                        detection,
                        new Past(before.size(), null, false, 0, false, false),
                        moment(detection));
        if (decision.verdict() == Decision.Verdict.BLOCK) {
            before.add(detection.lastSeen());
        }
        return decision;
    }

    private static IpAddress address(Party party) {
        return party == null ? null : party.address();
    }

    private static Instant moment(Detection detection) {
        return Instant.EPOCH.plusSeconds(TimeUnit.NANOSECONDS.toSeconds(detection.lastSeen()));
    }
}
