// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sekisho.detect.Detection;
import org.sekisho.detect.State;

/** Sums over captures without labels, of which all are held to be negative. */
final class Totals {
    private final Map<State, Long> detections = new EnumMap<>(State.class);
    private final Map<String, Long> techniques = new TreeMap<>();
    private final List<FalsePositive> falsePositives = new ArrayList<>();
    private final Map<String, Long> undecodedBy = new TreeMap<>();
    private final Map<String, String> unread = new TreeMap<>();
    private long files;
    private long damaged;
    private long frames;
    private long bytes;
    private long flows;
    private long undecoded;
    private long evicted;

    /**
     * A capture in which something was found that is held not to be there.
     *
     * @param file its name as the user gave it
     * @param found detections that are at least likely, and the techniques that speak for each
     */
    record FalsePositive(String file, String found) {}

    Totals() {
        for (State state : State.values()) {
            detections.put(state, 0L);
        }
    }

    void add(Outcome outcome) {
        if (outcome.error() != null) {
            unread.put(outcome.file(), outcome.error());
        }
        if (!outcome.opened()) {
            return;
        }
        files++;
        damaged += outcome.error() == null ? 0 : 1;
        frames += outcome.summary().frames();
        bytes += outcome.summary().bytes();
        flows += outcome.summary().flows();
        undecoded += outcome.summary().undecoded();
        outcome.summary().undecodedBy().forEach((by, n) -> undecodedBy.merge(by, n, Long::sum));
        evicted += outcome.summary().evicted();
        List<String> wrong = new ArrayList<>();
        for (Detection detection : outcome.detections()) {
            detections.merge(detection.state(), 1L, Long::sum);
            List<String> seen = techniques(detection);
            seen.forEach(technique -> techniques.merge(technique, 1L, Long::sum));
            if (detection.state().compareTo(State.LIKELY) >= 0) {
                wrong.add(
                        "%s, %s: %s"
                                .formatted(
                                        detection.state().label(),
                                        Words.methods(detection),
                                        String.join(", ", seen)));
            }
        }
        if (!wrong.isEmpty()) {
            falsePositives.add(new FalsePositive(outcome.file(), String.join("; ", wrong)));
        }
    }

    private static List<String> techniques(Detection detection) {
        return detection.evidence().stream()
                .map(evidence -> evidence.technique().id())
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }

    /** A folder that could not be looked into. */
    void closed(String folder, String reason) {
        unread.put(folder, folder + ": " + reason);
    }

    /** Detections by state, every state. */
    Map<State, Long> detections() {
        return detections;
    }

    /** What was not read, or not to its end, with the reason. */
    Map<String, String> unread() {
        return unread;
    }

    /** Captures that could be opened. */
    long files() {
        return files;
    }

    /** Of those, the ones that were not read to their end. */
    long damaged() {
        return damaged;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    long flows() {
        return flows;
    }

    long undecoded() {
        return undecoded;
    }

    long evicted() {
        return evicted;
    }

    /** In how many detections each technique that speaks in any speaks. */
    Map<String, Long> techniques() {
        return techniques;
    }

    /** Frames not decoded to their end, by cause in words. */
    Map<String, Long> undecodedBy() {
        return undecodedBy;
    }

    /** Captures with a detection that is at least likely. */
    List<FalsePositive> falsePositives() {
        return falsePositives;
    }
}
