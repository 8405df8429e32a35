// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.detection.CatalogueException;
import org.sekisho.operate.ConfigurationCheck;

/** Judges the technique catalogue. */
@Component(configurationPid = BridgeDetector.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class BridgeCheck implements ConfigurationCheck {
    private final List<String> faults;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public BridgeCheck(BridgeConfiguration configuration) {
        faults = faults(configuration.catalogue());
    }

    private static List<String> faults(String file) {
        if (file == null || file.isBlank()) {
            return List.of();
        }
        try {
            BridgeDetector.check(Path.of(file.strip()));
            return List.of();
        } catch (CatalogueException | InvalidPathException wrong) {
            return List.of(String.valueOf(wrong.getMessage()));
        }
    }

    @Override
    public List<String> faults() {
        return faults;
    }
}
