// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.sekisho.operate.StatusSource;

/** What {@code status} tells of the log. */
@Component
public final class LogStatus implements StatusSource {
    private final Supplier<List<String>> log;

    /** Made by Declarative Services; the launcher is there first, if it writes a file. */
    @Activate
    public LogStatus(
            @Reference(
                            target = "(sekisho.log.trouble=*)",
                            cardinality = ReferenceCardinality.OPTIONAL)
                    Supplier<List<String>> log) {
        this.log = log;
    }

    @Override
    public String section() {
        return "log";
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("in_file", log != null);
    }

    @Override
    public List<String> troubles() {
        return log == null ? List.of() : log.get();
    }
}
