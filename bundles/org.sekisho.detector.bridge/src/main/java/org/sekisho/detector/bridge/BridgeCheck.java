// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges the technique catalogue. */
@Component(configurationPid = BridgeDetector.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class BridgeCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public BridgeCheck(BridgeConfiguration configuration) {
        faults = ConfigurationCheck.faultsOf(() -> BridgeDetector.check(configuration.catalogue()));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
