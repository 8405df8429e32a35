// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.firewall;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.sekisho.decide.Block;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an enforcer tells of its work: an outcome for each block, and figures for the status.
 * Written by one thread at a time, figures are read by any.
 */
public final class EnforcerReport {
    private static final Logger LOG = LoggerFactory.getLogger(EnforcerReport.class);

    private final String firewall;
    private final TakeAways takeAways;
    private final Function<IOException, String> failure;

    private volatile int wanted;
    private volatile long repairs;
    private volatile long takenAway;
    private volatile String author = "";
    private volatile long acknowledgedNanos;
    private volatile boolean pending;
    private volatile String trouble = "";

    /**
     * Nothing to tell yet.
     *
     * @param firewall its name for people
     * @param failure called when work failed; returns what to do, for people
     */
    public EnforcerReport(
            String firewall, TakeAways takeAways, Function<IOException, String> failure) {
        this.firewall = firewall;
        this.takeAways = takeAways;
        this.failure = failure;
    }

    /** Work that puts what went wrong with single blocks into a map. */
    public interface Work {
        /** Does it. */
        void fill(Map<Block, Outcome> outcomes) throws IOException;
    }

    /** Does the work, and tells of each block that was asked for what became of it. */
    public Map<Block, Outcome> told(Collection<Block> asked, Work work) {
        Map<Block, Outcome> outcomes = new LinkedHashMap<>();
        Outcome others = Outcome.IN_FORCE;
        try {
            work.fill(outcomes);
            pending = takeAways.isPaused();
            trouble = takeAways.isPaused() ? takeAways.trouble() : "";
            if (takeAways.isPaused()) {
                others = new Outcome(Status.FAILED, trouble);
            }
        } catch (IOException failed) {
            pending = true;
            String advice = failure.apply(failed);
            if (!advice.equals(trouble)) {
                LOG.warn("blocks could not be put into {}: {}", firewall, advice);
            }
            trouble = advice;
            others = new Outcome(Status.FAILED, advice);
        }
        takenAway = takeAways.count();
        author = takeAways.author();
        Map<Block, Outcome> all = new LinkedHashMap<>();
        for (Block block : asked) {
            all.put(block, outcomes.getOrDefault(block, others));
        }
        return all;
    }

    /**
     * Rules of ours were found missing.
     *
     * @param by who is said to have done it; empty if nobody knows
     */
    public void takenAway(String by) {
        takeAways.happened(by);
        LOG.warn(
                "rules of Sekisho in {} were taken away or changed{}{}",
                firewall,
                by.isEmpty() ? "" : " by " + Escaped.of(by),
                takeAways.isPaused() ? "; they are not put back for now" : "");
    }

    /** What was missing is there again. */
    public void putBack() {
        repairs++;
        LOG.info("{} blocks are in {} again", wanted, firewall);
    }

    /** So many blocks are wanted from now on. */
    public void want(int blocks) {
        wanted = blocks;
    }

    /**
     * Everything was taken out.
     *
     * @param left what could not be; empty if nothing is left
     */
    public void cleared(String left) {
        wanted = 0;
        pending = false;
        trouble = left;
    }

    /** A block was acknowledged after this time. */
    public void acknowledged(long nanos) {
        acknowledgedNanos = nanos;
    }

    /** Whether something that is wanted is not in force. */
    public boolean isPending() {
        return pending;
    }

    /** What is wrong, with the remedy; empty if nothing is. */
    public String trouble() {
        return trouble;
    }

    /** Figures, as the status shows them. */
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("wanted", wanted);
        figures.put("in_force", !pending);
        figures.put("acknowledged_ms", acknowledgedNanos / 1e6);
        figures.put("taken_away", takenAway);
        figures.put("taken_away_by", Escaped.of(author));
        figures.put("put_back", repairs);
        return figures;
    }
}
