// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

/**
 * The daemon's journal: a ring of segments below {@code data/journal}, which outlives the process.
 * While the folder can't be used, recent events are kept in memory.
 */
@Component(
        service = {EventJournal.class, DiskJournal.class},
        property = "sekisho.journal=disk",
        configurationPid = "org.sekisho.journal")
@Designate(ocd = JournalConfiguration.class)
public final class DiskJournal implements EventJournal {
    private final boolean enabled;
    private final SegmentRing ring;
    private final JournalKeeper keeper;
    private final EventClasses classes;
    private final AtomicLong recordNanos = new AtomicLong();
    private volatile boolean stopped;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public DiskJournal(
            BundleContext context,
            JournalConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(
                Path.of(context.getProperty("sekisho.home"), "data", "journal"),
                configuration,
                new ExportedClasses(context));
    }

    DiskJournal(Path place, JournalConfiguration configuration, EventClasses classes) {
        if (configuration.max_disk_bytes() < JournalConfiguration.LEAST_DISK_BYTES
                || configuration.max_age() < 0) {
            throw new IllegalArgumentException(
                    "org.sekisho.journal: max.disk.bytes=%d must be %d or more and max.age=%d hours must be 0 or more"
                            .formatted(
                                    configuration.max_disk_bytes(),
                                    JournalConfiguration.LEAST_DISK_BYTES,
                                    configuration.max_age()));
        }
        this.classes = classes;
        enabled = configuration.enabled();
        ring = new SegmentRing(RingBounds.of(configuration));
        keeper = new JournalKeeper(place, ring);
        if (enabled) {
            keeper.start();
        } else {
            keeper.eraseOnly();
        }
    }

    @Deactivate
    void stop() {
        stopped = true;
        keeper.stop();
    }

    @Override
    public void record(Event event) {
        if (enabled && !stopped) {
            long begun = System.nanoTime();
            ring.add(event);
            recordNanos.addAndGet(System.nanoTime() - begun);
        }
    }

    @Override
    public Reader reader() {
        return new RingReader(ring, classes, keeper::folder);
    }

    @Override
    public long reachesBackTo() {
        return ring.completeFrom();
    }

    @Override
    public long forgotten() {
        return ring.forgotten().values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public long lastFrame() {
        return ring.lastFrame();
    }

    @Override
    public long safeUpTo() {
        return enabled ? ring.storedUpTo() : Long.MAX_VALUE;
    }

    boolean isEnabled() {
        return enabled;
    }

    /** Forgets everything; returns how many events that were. */
    long clear() throws IOException {
        long events = ring.events();
        keeper.clear();
        return events;
    }

    SegmentRing ring() {
        return ring;
    }

    JournalKeeper keeper() {
        return keeper;
    }

    long recordNanos() {
        return recordNanos.get();
    }

    /** Events that were not stored or are stored no more, by type. */
    Map<String, Long> unstorable() {
        return new TreeMap<>(ring.unstorable());
    }
}
