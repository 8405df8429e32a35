// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.policy.rule.DecisionRules;
import org.sekisho.policy.rule.Lists;
import org.sekisho.policy.rule.Settings;

/** Decides as configured. */
@Component(configurationPid = "org.sekisho.policy")
@Designate(ocd = PolicyConfiguration.class)
public final class ConfiguredPolicy implements Policy {
    private final Settings settings;
    private final DecisionRules rules;

    /** For Declarative Services. */
    @Activate
    public ConfiguredPolicy(PolicyConfiguration configuration) {
        settings = Settings.parse(OptionValues.of(configuration));
        rules =
                new DecisionRules(
                        settings, Lists.NONE, settings.blocking() ? null : "Watching only");
    }

    @Override
    public Decision decide(Detection detection, Past past) {
        return rules.decide(detection, past, Instant.now());
    }

    @Override
    public Clearance clearance(Block block) {
        return new Clearance(List.of(block), "", false);
    }

    @Override
    public boolean enforces() {
        return settings.blocking();
    }
}
