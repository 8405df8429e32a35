// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.StatusSource;

/** What {@code status} tells of the store. */
@Component
public final class StoreStatus implements StatusSource {
    private final H2Records records;

    /** Made by Declarative Services. */
    @Activate
    public StoreStatus(@Reference H2Records records) {
        this.records = records;
    }

    @Override
    public String section() {
        return "store";
    }

    @Override
    public Map<String, Object> status() {
        Figures figures = records.keeper().figures();
        Durations durations = records.durations();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("file", records.folder().file().toString());
        status.put("writable", figures.writable());
        status.put("cases", figures.cases());
        status.put("blocks", figures.blocks());
        status.put("blocks_standing", figures.standing());
        status.put("audit_lines", figures.audit());
        status.put("bytes_on_disk", records.folder().bytes());
        status.put("bytes_used", figures.bytesUsed());
        status.put("deleted_by_age_or_bound", figures.deleted());
        status.put("recorded", durations.count());
        status.put("mean_millis", DetectionRow.rounded(durations.meanMillis(), 3));
        status.put("longest_millis", DetectionRow.rounded(durations.longestMillis(), 3));
        status.put("unreadable_rows", records.readings().unreadable());
        status.put("damaged_files", figures.damaged().stream().map(Path::toString).toList());
        return status;
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        String trouble = records.keeper().trouble();
        if (trouble != null) {
            troubles.add(trouble);
        }
        for (Path damaged : records.keeper().figures().damaged()) {
            troubles.add(
                    ("The store was damaged and put aside as %s; a new one was begun. Check disk and"
                                    + " memory. What it held can be looked for with"
                                    + " org.h2.tools.Recover from bundles/h2-*.jar; delete it when nobody"
                                    + " needs it")
                            .formatted(damaged));
        }
        int unreadable = records.readings().unreadable();
        if (unreadable > 0) {
            troubles.add(
                    "%d records in %s can't be read and are left out; check disk and memory"
                            .formatted(unreadable, records.folder().file()));
        }
        return troubles;
    }
}
