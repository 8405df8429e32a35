// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;
import org.sekisho.policy.rule.OptionValues;

/** Judges one entry of the allow list. */
@Component(configurationPid = AllowEntry.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AllowCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public AllowCheck(AllowConfiguration configuration) {
        faults =
                ConfigurationCheck.faultsOf(
                        () ->
                                AllowRule.parse(
                                        "",
                                        OptionValues.of(AllowConfiguration.class, configuration)));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
