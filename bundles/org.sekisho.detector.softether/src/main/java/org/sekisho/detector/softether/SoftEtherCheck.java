// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges the technique catalogue. */
@Component(
        configurationPid = SoftEtherDetector.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SoftEtherCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public SoftEtherCheck(SoftEtherConfiguration configuration) {
        faults =
                ConfigurationCheck.faultsOf(
                        () -> SoftEtherDetector.check(configuration.catalogue()));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
