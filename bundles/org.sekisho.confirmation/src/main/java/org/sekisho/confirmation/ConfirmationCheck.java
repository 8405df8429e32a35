// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges whom servers may be asked by, and which. */
@Component(
        configurationPid = "org.sekisho.confirmation",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ConfirmationCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public ConfirmationCheck(ConfirmationConfiguration configuration) {
        faults = Confirmation.faults(configuration);
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
