// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.detect.Technique;

/**
 * What weights are worth on captures that they were not counted in: counted ones are estimated anew
 * on one half of the scenarios, and the other half is judged with exactly those. All captures of a
 * scenario are in the same half, because they are alike.
 */
final class Halves {
    /** Enough to see how much depends on the split. */
    static final int SEEDS = 5;

    /**
     * One judging of an unseen half.
     *
     * @param seed of the split
     * @param learnt captures that the weights were estimated on
     * @param unseen the others, judged with these weights
     * @param inUse the same captures with the weights in use
     */
    record Half(long seed, int learnt, Evaluation unseen, Evaluation inUse) {
        /** Files that are right with the weights in use and not with those estimated. */
        List<String> lost() {
            List<String> lost = new ArrayList<>();
            for (int i = 0; i < unseen.files().size(); i++) {
                if (inUse.files().get(i).right() && !unseen.files().get(i).right()) {
                    lost.add(unseen.files().get(i).entry().file());
                }
            }
            return lost;
        }
    }

    private final List<Sample> samples;
    private final Map<Technique, Set<Recording.Kind>> kinds;
    private final Rejudging rejudging;

    Halves(List<Sample> samples, Rejudging rejudging) {
        this.samples = samples;
        this.kinds = Tally.kinds(samples);
        this.rejudging = rejudging;
    }

    /** Every split both ways. */
    List<Half> judge() {
        List<Half> halves = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Set<String> chosen = split(seed);
            List<Sample> one = new ArrayList<>();
            List<Sample> other = new ArrayList<>();
            for (Sample sample : samples) {
                (chosen.contains(sample.entry().scenario()) ? one : other).add(sample);
            }
            halves.add(judge(seed, one, other));
            halves.add(judge(seed, other, one));
        }
        return halves;
    }

    /** Half of the scenarios with and half of those without the software. */
    private Set<String> split(long seed) {
        Random random = new Random(seed);
        Set<String> chosen = new HashSet<>();
        for (boolean positive : new boolean[] {true, false}) {
            Set<String> names = new TreeSet<>();
            for (Sample sample : samples) {
                if (sample.entry().positive() == positive) {
                    names.add(sample.entry().scenario());
                }
            }
            List<String> shuffled = new ArrayList<>(names);
            Collections.shuffle(shuffled, random);
            chosen.addAll(shuffled.subList(0, shuffled.size() / 2));
        }
        return chosen;
    }

    private Half judge(long seed, List<Sample> learnt, List<Sample> unseen) {
        Tally tally = Tally.of(learnt, kinds);
        List<Judged> judged = new ArrayList<>();
        List<Judged> inUse = new ArrayList<>();
        for (Sample sample : unseen) {
            Outcome again =
                    sample.outcome().with(rejudging.judge(sample.recording(), tally::recounted));
            judged.add(Judged.of(sample.entry(), again));
            inUse.add(Judged.of(sample.entry(), sample.outcome()));
        }
        return new Half(seed, learnt.size(), new Evaluation(judged), new Evaluation(inUse));
    }
}
