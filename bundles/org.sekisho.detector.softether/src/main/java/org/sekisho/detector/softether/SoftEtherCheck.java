// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.sekisho.detection.CatalogueException;
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
        faults = faults(configuration.catalogue());
    }

    private static List<String> faults(String file) {
        if (file == null || file.isBlank()) {
            return List.of();
        }
        try {
            SoftEtherDetector.check(Path.of(file.strip()));
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
