// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.event.Event;

/**
 * What each group of techniques costs: events that it takes and nanoseconds for each, over the
 * events of all captures in a folder. A program, not a test: times depend on the machine, and only
 * their ratios say something. {@code docs/techniques.md} says how to call it.
 */
public final class TechniqueCost {
    private static final int WARM_UP = 30;
    private static final int MEASURED = 30;
    private static final EvidenceListener NOBODY = evidence -> {};

    /** Of one round, and of the round in which the machine was disturbed least. */
    private static final class Sum {
        long events;
        long nanos;
        long least = Long.MAX_VALUE;

        void round() {
            least = Math.min(least, nanos / Math.max(1, events));
            nanos = 0;
        }
    }

    private TechniqueCost() {}

    /**
     * Prints a table.
     *
     * @param args the folder
     * @throws IOException if it can't be listed
     */
    public static void main(String[] args) throws IOException {
        List<List<Event>> captures = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".pcap")).sorted().toList()) {
                captures.add(CaptureEvents.of(file));
            }
        }
        Map<String, Sum> sums = new TreeMap<>();
        for (int round = 0; round < WARM_UP; round++) {
            measure(captures, sums);
        }
        for (int round = 0; round < MEASURED; round++) {
            sums.values().forEach(sum -> sum.events = 0);
            measure(captures, sums);
            sums.values().forEach(Sum::round);
        }
        long nothing = clock();
        System.out.printf(
                Locale.ROOT,
                "%d captures, %d events; taking the time of nothing takes %d ns and is left out%n",
                captures.size(),
                captures.stream().mapToLong(List::size).sum(),
                nothing);
        System.out.println("| class | events | ns each |");
        System.out.println("| --- | ---: | ---: |");
        sums.forEach(
                (name, sum) ->
                        System.out.printf(
                                Locale.ROOT,
                                "| `%s` | %,d | %,d |%n",
                                name,
                                sum.events,
                                Math.max(0, sum.least - nothing)));
    }

    private static void measure(List<List<Event>> captures, Map<String, Sum> sums) {
        for (List<Event> events : captures) {
            SoftEtherDetector detector = new SoftEtherDetector("");
            detector.groups().forEach(groups -> groups.replaceAll(each -> timed(each, sums)));
            for (Event event : events) {
                detector.judge(event, NOBODY);
            }
        }
    }

    private static TechniqueGroup timed(TechniqueGroup group, Map<String, Sum> sums) {
        Sum sum = sums.computeIfAbsent(group.getClass().getSimpleName(), name -> new Sum());
        return new TechniqueGroup() {
            @Override
            public Set<Class<? extends Event>> events() {
                return group.events();
            }

            @Override
            public void judge(Event event, EvidenceListener out) {
                long begun = System.nanoTime();
                group.judge(event, out);
                sum.nanos += System.nanoTime() - begun;
                sum.events++;
            }
        };
    }

    private static long clock() {
        long begun = System.nanoTime();
        for (int i = 0; i < 1_000_000; i++) {
            System.nanoTime();
        }
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
