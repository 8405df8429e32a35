// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.sekisho.decide.Block;
import org.sekisho.respond.ConnectionCutter;
import org.sekisho.respond.Enforcer;
import org.sekisho.respond.Enforcer.Outcome;
import org.sekisho.respond.Enforcer.Standing;
import org.sekisho.respond.Enforcer.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every firewall that is there, and whatever ends connections. One that throws has failed; the
 * others go on. Used by the acting thread.
 */
public final class Firewalls {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.enforcement");

    private final List<Enforcer> enforcers = new ArrayList<>();
    private final List<ConnectionCutter> cutters = new ArrayList<>();
    private final Map<String, String> cutterTroubles = new TreeMap<>();

    /** A firewall arrives. It is given nothing yet. */
    public void add(Enforcer enforcer) {
        enforcers.add(enforcer);
    }

    /** A firewall leaves. */
    public void remove(Enforcer enforcer) {
        enforcers.remove(enforcer);
    }

    /** Something that ends connections arrives. */
    public void add(ConnectionCutter cutter) {
        cutters.add(cutter);
    }

    /** It leaves. */
    public void remove(ConnectionCutter cutter) {
        cutters.remove(cutter);
        cutterTroubles.remove(name(cutter));
    }

    /** Those that are there. */
    public List<Enforcer> present() {
        return List.copyOf(enforcers);
    }

    /** What could not be ended lately, and why, by who should have. */
    public Map<String, String> cutterTroubles() {
        return Map.copyOf(cutterTroubles);
    }

    /** What becomes of each block in each firewall. */
    public Map<String, Map<Block, Outcome>> put(Map<Block, Duration> blocks) {
        return each(blocks.keySet(), enforcer -> enforcer.add(blocks));
    }

    /** Takes blocks out; what became of it, by firewall. */
    public Map<String, Map<Block, Outcome>> take(Collection<Block> blocks) {
        return each(blocks, enforcer -> enforcer.remove(blocks));
    }

    /** Brings one firewall to exactly these. */
    public Map<Block, Outcome> converge(Enforcer enforcer, Map<Block, Duration> wanted) {
        return asked(enforcer, wanted.keySet(), any -> any.converge(wanted));
    }

    private Map<String, Map<Block, Outcome>> each(
            Collection<Block> blocks, Function<Enforcer, Map<Block, Outcome>> question) {
        Map<String, Map<Block, Outcome>> all = new LinkedHashMap<>();
        if (!blocks.isEmpty()) {
            for (Enforcer enforcer : enforcers) {
                all.put(name(enforcer), asked(enforcer, blocks, question));
            }
        }
        return all;
    }

    private static Map<Block, Outcome> asked(
            Enforcer enforcer,
            Collection<Block> blocks,
            Function<Enforcer, Map<Block, Outcome>> question) {
        Map<Block, Outcome> answer;
        Outcome missing = new Outcome(Status.FAILED, "the responder did not say what became of it");
        try {
            answer = question.apply(enforcer);
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("{} failed; the other firewalls go on", enforcer, fault);
            answer = Map.of();
            missing = new Outcome(Status.FAILED, "the responder failed: " + fault);
        }
        Map<Block, Outcome> complete = new HashMap<>();
        for (Block block : blocks) {
            complete.put(block, answer.getOrDefault(block, missing));
        }
        return complete;
    }

    /**
     * What stands in a firewall.
     *
     * @throws IOException if it can't be read
     */
    public Map<Block, Standing> standing(Enforcer enforcer) throws IOException {
        try {
            return enforcer.standing();
        } catch (RuntimeException | LinkageError fault) {
            throw new IOException("the responder failed: " + fault, fault);
        }
    }

    /** What stands in each firewall; those that can't be read are left out. */
    public Map<String, Map<Block, Standing>> standing() {
        Map<String, Map<Block, Standing>> all = new LinkedHashMap<>();
        for (Enforcer enforcer : enforcers) {
            try {
                all.put(name(enforcer), standing(enforcer));
            } catch (IOException failed) {
                LOG.debug("{} can't be read", enforcer, failed);
            }
        }
        return all;
    }

    /**
     * Takes everything out of every firewall.
     *
     * @return for each an empty text, or what is left and what to do
     */
    public Map<String, String> clear() {
        Map<String, String> all = new LinkedHashMap<>();
        enforcers.forEach(enforcer -> all.put(name(enforcer), clear(enforcer)));
        return all;
    }

    /** Takes everything out of one firewall; what is left and what to do, or an empty text. */
    public static String clear(Enforcer enforcer) {
        try {
            enforcer.clear();
            return "";
        } catch (IOException failed) {
            return String.valueOf(failed.getMessage());
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("{} failed", enforcer, fault);
            return "the responder failed: " + fault;
        }
    }

    /** Ends connections that were accepted before these blocks came. */
    public void cut(Collection<Block> blocks) {
        for (ConnectionCutter cutter : cutters) {
            String name = name(cutter);
            try {
                int ended = cutter.cut(blocks);
                cutterTroubles.remove(name);
                LOG.debug("{} ended {} connections", name, ended);
            } catch (IOException failed) {
                trouble(name, String.valueOf(failed.getMessage()), failed);
            } catch (RuntimeException | LinkageError fault) {
                trouble(name, "it failed: " + fault, fault);
            }
        }
    }

    private void trouble(String name, String text, Throwable cause) {
        if (!text.equals(cutterTroubles.put(name, text))) {
            LOG.error("{} could not end connections: {}", name, text, cause);
        }
    }

    /** Name of a firewall. */
    public static String name(Enforcer enforcer) {
        try {
            return enforcer.firewall();
        } catch (RuntimeException | LinkageError fault) {
            return enforcer.getClass().getSimpleName();
        }
    }

    private static String name(ConnectionCutter cutter) {
        try {
            return cutter.name();
        } catch (RuntimeException | LinkageError fault) {
            return cutter.getClass().getSimpleName();
        }
    }
}
