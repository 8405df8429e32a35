// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.StatusSource;

/** What {@code status} tells of the daemon's journal: how far it reaches and what it costs. */
@Component(service = {StatusSource.class, JournalStatus.class})
public final class JournalStatus implements StatusSource {
    private final DiskJournal journal;

    /** Made by Declarative Services. */
    @Activate
    public JournalStatus(@Reference DiskJournal journal) {
        this.journal = journal;
    }

    @Override
    public String section() {
        return "journal";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        SegmentRing ring = journal.ring();
        JournalKeeper keeper = journal.keeper();
        status.put("enabled", journal.isEnabled());
        status.put("on_disk", keeper.folder() != null);
        status.put("back_to", instant(ring.completeFrom()));
        Map<String, Object> further = new TreeMap<>();
        ring.completeFromByType().forEach((type, time) -> further.put(type, instant(time)));
        status.put("back_to_by_type", further);
        status.put("oldest_event", instant(ring.firstTime()));
        status.put("events", ring.events());
        status.put("waiting", ring.waiting());
        status.put("bytes_on_disk", keeper.bytesOnDisk());
        status.put("most_bytes_on_disk", ring.bounds().bytes());
        status.put("flows_alive", ring.live().count());
        status.put("forgotten", new TreeMap<>(ring.forgotten()));
        status.put("lost", ring.lost());
        status.put("not_storable", journal.unstorable());
        status.put("skipped_damaged", ring.damaged());
        status.put("bytes_written", keeper.bytesWritten());
        status.put("bytes_rewritten", keeper.bytesRewritten());
        status.put("seconds_recording", journal.recordNanos() / 1e9);
        status.put("seconds_writing", keeper.busyNanos() / 1e9);
        return status;
    }

    private static String instant(long nanos) {
        return nanos == Long.MAX_VALUE
                ? null
                : Instant.ofEpochSecond(
                                Math.floorDiv(nanos, 1_000_000_000L),
                                Math.floorMod(nanos, 1_000_000_000L))
                        .toString();
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        String trouble = journal.keeper().trouble();
        if (trouble != null) {
            troubles.add(trouble);
        }
        long lost = journal.ring().lost();
        if (lost > 0) {
            troubles.add(
                    "The event journal lost %d events that could not be stored; detectors that come later, or after a restart, are not shown them"
                            .formatted(lost));
        }
        long damaged = journal.ring().damaged();
        if (damaged > 0) {
            troubles.add(
                    "The event journal left out %d damaged pieces; if that goes on, check the disk"
                            .formatted(damaged));
        }
        return troubles;
    }
}
