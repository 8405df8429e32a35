// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.detect.Detection;
import org.sekisho.detect.State;

/** Sums over captures without labels, of which all are held to be negative. */
final class Totals {
    private final Map<State, Long> detections = new EnumMap<>(State.class);
    private final Map<String, String> unread = new TreeMap<>();
    private long files;
    private long damaged;
    private long frames;
    private long bytes;
    private long flows;
    private long undecoded;
    private long evicted;
    private long falsePositives;

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
        evicted += outcome.summary().evicted();
        boolean wrong = false;
        for (Detection detection : outcome.detections()) {
            detections.merge(detection.state(), 1L, Long::sum);
            wrong |= detection.state().compareTo(State.LIKELY) >= 0;
        }
        falsePositives += wrong ? 1 : 0;
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

    /** Captures with a detection that is at least likely. */
    long falsePositives() {
        return falsePositives;
    }
}
