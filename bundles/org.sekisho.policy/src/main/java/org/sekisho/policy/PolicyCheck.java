// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;
import org.sekisho.policy.rule.OptionValues;
import org.sekisho.policy.rule.Settings;

/** Judges what is to be blocked, and when. */
@Component(
        configurationPid = ConfiguredPolicy.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PolicyCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public PolicyCheck(PolicyConfiguration configuration) {
        faults =
                ConfigurationCheck.faultsOf(
                        () ->
                                Settings.parse(
                                        OptionValues.of(PolicyConfiguration.class, configuration)));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
