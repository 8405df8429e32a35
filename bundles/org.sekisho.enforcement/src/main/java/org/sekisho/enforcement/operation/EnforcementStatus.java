// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.operation;

import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.enforcement.Enforcement;
import org.sekisho.operate.StatusSource;

/** The acting stage's part of {@code status}. */
@Component
public final class EnforcementStatus implements StatusSource {
    private final Enforcement enforcement;

    /** Made by Declarative Services. */
    @Activate
    public EnforcementStatus(@Reference Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    @Override
    public String section() {
        return "enforcement";
    }

    @Override
    public Map<String, Object> status() {
        return enforcement.stage().figures();
    }

    @Override
    public List<String> troubles() {
        return enforcement.stage().troubles();
    }
}
