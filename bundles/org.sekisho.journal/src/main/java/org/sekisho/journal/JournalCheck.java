// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges how much is kept of each type. */
@Component(
        configurationPid = "org.sekisho.journal",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JournalCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public JournalCheck(JournalConfiguration configuration) {
        faults = ConfigurationCheck.faultsOf(() -> RingBounds.of(configuration));
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
