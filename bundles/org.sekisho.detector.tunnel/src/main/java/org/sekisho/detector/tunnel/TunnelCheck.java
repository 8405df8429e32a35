// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges the technique catalogue. */
@Component(configurationPid = TunnelDetector.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class TunnelCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public TunnelCheck(TunnelConfiguration configuration) {
        faults = ConfigurationCheck.faultsOf(() -> TunnelDetector.check(configuration.catalogue()));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
