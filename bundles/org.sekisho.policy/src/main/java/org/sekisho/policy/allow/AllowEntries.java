// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Detection;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/** All entries of the allow list that there are at a moment. */
@Component(service = AllowEntries.class)
public final class AllowEntries {
    private static final long LOOK_NANOS = 10_000_000;

    private final List<AllowEntry> entries = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindEntry(AllowEntry entry) {
        entries.add(entry);
    }

    void unbindEntry(AllowEntry entry) {
        entries.remove(entry);
    }

    /** What was understood, by name. */
    List<AllowRule> rules() {
        return entries.stream()
                .map(AllowEntry::rule)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(AllowRule::name))
                .toList();
    }

    /**
     * Waits until an entry says this; configurations are handed to components by another thread.
     *
     * @param values all keys; null if the entry is to be gone
     * @return whether it came to that within the time
     */
    boolean await(String name, SortedMap<String, String> values, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!says(name, values)) {
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private boolean says(String name, SortedMap<String, String> values) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .map(entry -> entry.values().equals(values))
                .orElse(values == null);
    }

    /** All, by name. */
    List<AllowEntry> all() {
        return entries.stream().sorted(Comparator.comparing(AllowEntry::name)).toList();
    }

    /** What is wrong with files, with the remedy. */
    public List<String> faults() {
        return entries.stream()
                .map(AllowEntry::fault)
                .filter(fault -> !fault.isEmpty())
                .sorted()
                .toList();
    }

    /** How many there are. */
    public int size() {
        return entries.size();
    }

    /**
     * What they leave of a block.
     *
     * @param about what the block is about; may be null
     * @param neighbours addresses known to be at a MAC address
     */
    public Clearance clearance(
            Block block,
            Detection about,
            Instant moment,
            Function<MacAddress, Set<IpAddress>> neighbours) {
        return new AllowList(rules(), neighbours).clearance(block, about, moment);
    }

    /** Whether a block that is excepted is not even to be told of; as for clearance. */
    public boolean isSilent(
            Block block,
            Detection about,
            Instant moment,
            Function<MacAddress, Set<IpAddress>> neighbours) {
        AllowList list = new AllowList(rules(), neighbours);
        return list.isSilent(block, about, moment);
    }
}
