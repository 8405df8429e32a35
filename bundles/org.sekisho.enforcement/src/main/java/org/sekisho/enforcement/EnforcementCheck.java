// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges how much may be blocked. */
@Component(configurationPid = Enforcement.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class EnforcementCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public EnforcementCheck(EnforcementConfiguration configuration) {
        faults = ConfigurationCheck.faultsOf(() -> Options.of(configuration));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
