// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.operate.ConfigurationCheck;

/** Judges where mirrored traffic is received, and from whom. */
@Component(
        configurationPid = "org.sekisho.capture.mirror",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class MirrorCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public MirrorCheck(MirrorConfiguration configuration) {
        faults = MirrorSource.faults(configuration);
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
