// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges how much is kept, and for how long. */
@Component(
        configurationPid = "org.sekisho.store",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class StoreCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public StoreCheck(StoreConfiguration configuration) {
        faults = ConfigurationCheck.faultsOf(() -> Bounds.check(configuration));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
