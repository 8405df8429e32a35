// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges odds, bounds and windows. */
@Component(
        configurationPid = "org.sekisho.correlator",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class CorrelatorCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public CorrelatorCheck(CorrelatorConfiguration configuration) {
        faults = ConfigurationCheck.faultsOf(() -> Limits.of(configuration));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
