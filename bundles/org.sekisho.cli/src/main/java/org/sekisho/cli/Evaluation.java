// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All judged captures of a manifest, and the figures that follow from them. */
record Evaluation(List<Judged> files) {
    /**
     * How many of how many.
     *
     * @param right found as expected
     * @param of all
     */
    record Share(long right, long of) {
        static Share of(List<Judged> files) {
            return new Share(files.stream().filter(Judged::right).count(), files.size());
        }

        @Override
        public String toString() {
            return right + " of " + of;
        }
    }

    private List<Judged> where(Predicate<Judged> condition) {
        return files.stream().filter(condition).toList();
    }

    Share all() {
        return Share.of(where(file -> file.entry().positive()));
    }

    Share established() {
        return Share.of(where(file -> file.entry().positive() && file.entry().established()));
    }

    Share negatives() {
        return Share.of(where(file -> !file.entry().positive()));
    }

    Map<String, Share> byScenario() {
        return by(file -> file.entry().scenario());
    }

    Map<String, Share> byVersion() {
        return by(file -> file.entry().version());
    }

    private Map<String, Share> by(Function<Judged, String> group) {
        return where(file -> file.entry().positive()).stream()
                .collect(
                        Collectors.groupingBy(
                                group,
                                TreeMap::new,
                                Collectors.collectingAndThen(Collectors.toList(), Share::of)));
    }

    List<Judged> falsePositives() {
        return where(Judged::falsePositive);
    }

    /** Positives with more detections than the expected one. */
    List<Judged> withFurther() {
        return where(file -> file.entry().positive() && file.further() > 0);
    }
}
