// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.linux.firewall.EnforcerReport;
import org.sekisho.linux.firewall.Obstacles;
import org.sekisho.linux.firewall.TakeAways;
import org.sekisho.respond.Enforcer;
import org.sekisho.responder.iptables.program.SetState;
import org.sekisho.responder.iptables.rule.Entry;
import org.sekisho.responder.iptables.rule.SetTypes;

/**
 * Keeps our chains and sets as they are wanted. What is wanted is kept here, what stands is read;
 * the difference is written, and nothing is where there is none. Blocks that come while everything
 * is known to be in place are written without a look.
 */
final class IptablesEnforcer implements Enforcer {
    /** A look at every element, even if their numbers are right. */
    private static final long LONG_LOOK = TimeUnit.SECONDS.toNanos(60);

    private final Tables tables;
    private final TakeAways takeAways;
    private final Runnable somethingWanted;
    private final EnforcerReport report;
    private final WantedBlocks wanted = new WantedBlocks();

    /** Whether everything that is wanted has been said, so that the rest is to go. */
    private boolean exactly;

    private long longLook = System.nanoTime();

    /**
     * Over these tables.
     *
     * @param somethingWanted called when the firewall has to be watched from now on
     */
    IptablesEnforcer(Tables tables, TakeAways takeAways, Runnable somethingWanted) {
        this.tables = tables;
        this.takeAways = takeAways;
        this.somethingWanted = somethingWanted;
        report =
                new EnforcerReport(
                        firewall(),
                        takeAways,
                        failed -> {
                            tables.forget();
                            return failed.getMessage();
                        });
    }

    @Override
    public String firewall() {
        return "iptables";
    }

    @Override
    public synchronized Map<Block, Outcome> converge(Map<Block, Duration> blocks) {
        exactly = true;
        return report.told(
                blocks.keySet(),
                outcomes -> {
                    wanted.clear();
                    want(blocks, outcomes);
                    if (!takeAways.isPaused()) {
                        bring(blocks.keySet(), outcomes);
                    }
                });
    }

    @Override
    public synchronized Map<Block, Outcome> add(Map<Block, Duration> blocks) {
        long begin = System.nanoTime();
        wanted.expire();
        Map<Block, Outcome> all =
                report.told(
                        blocks.keySet(),
                        outcomes -> {
                            want(blocks, outcomes);
                            if (takeAways.isPaused()) {
                                return;
                            }
                            if (report.isPending() || !addUnseen(blocks.keySet())) {
                                bring(blocks.keySet(), outcomes);
                            }
                        });
        report.acknowledged(System.nanoTime() - begin);
        return all;
    }

    private boolean addUnseen(Collection<Block> blocks) {
        try {
            return tables.add(wanted.entries(blocks));
        } catch (IOException gone) {
            // something is not there any more, or can't be done; a look tells
            tables.forget();
            return false;
        }
    }

    @Override
    public synchronized Map<Block, Outcome> remove(Collection<Block> blocks) {
        return report.told(
                blocks,
                outcomes -> {
                    Map<Block, List<Entry>> known = new LinkedHashMap<>();
                    blocks.forEach(block -> known.put(block, wanted.remove(block)));
                    report.want(wanted.size());
                    List<Entry> entries = new ArrayList<>();
                    for (Map.Entry<Block, List<Entry>> one : known.entrySet()) {
                        List<Entry> own = one.getValue();
                        // what an earlier process put in is in the sets that we would take
                        entries.addAll(
                                wanted.left(
                                        own != null
                                                ? own
                                                : Entry.of(one.getKey(), tables.types())));
                    }
                    tables.remove(entries);
                });
    }

    @Override
    public synchronized Map<Block, Standing> standing() throws IOException {
        Map<Entry, SetState.Standing> entries = new LinkedHashMap<>();
        tables.read(true, List.of()).sets().values().forEach(set -> entries.putAll(set.entries()));
        SetTypes types = SetTypes.ALL;
        if (entries.keySet().stream()
                .anyMatch(entry -> !entry.block().equals(entry.wholeBlock()))) {
            types = tables.types();
        }
        Map<Block, Standing> standing = new LinkedHashMap<>();
        for (Map.Entry<Entry, SetState.Standing> one : entries.entrySet()) {
            Entry entry = one.getKey();
            Block block = entry.wholeBlock();
            if (!block.equals(entry.block())
                    && !entries.keySet().containsAll(Entry.of(block, types))) {
                block = entry.block();
            }
            standing.merge(block, standing(block, one.getValue()), IptablesEnforcer::together);
        }
        return standing;
    }

    private static Standing standing(Block block, SetState.Standing found) {
        Duration remaining = Duration.ofSeconds(found.seconds());
        // what a limit lets through is counted too
        return block.action() == Action.LIMIT
                ? new Standing(remaining, -1, -1)
                : new Standing(remaining, found.packets(), found.bytes());
    }

    /** A block that is several elements ends when the first of them does. */
    private static Standing together(Standing one, Standing other) {
        boolean counted = one.packets() >= 0;
        return new Standing(
                one.remaining().compareTo(other.remaining()) < 0
                        ? one.remaining()
                        : other.remaining(),
                counted ? one.packets() + other.packets() : -1,
                counted ? one.bytes() + other.bytes() : -1);
    }

    @Override
    public synchronized void clear() throws IOException {
        wanted.clear();
        takeAways.forget();
        exactly = false;
        String left = String.join("; ", tables.delete());
        report.cleared(left);
        if (!left.isEmpty()) {
            throw new IOException(left);
        }
    }

    /** Looks whether all is as wanted, and puts back what is not. */
    synchronized void reconcile() {
        wanted.expire();
        report.want(wanted.size());
        if (wanted.isEmpty() || takeAways.isPaused()) {
            return;
        }
        report.told(
                List.of(),
                outcomes -> {
                    Map<Entry, Long> entries = wanted.entries();
                    long now = System.nanoTime();
                    boolean shortly = !report.isPending() && now - longLook < LONG_LOOK;
                    if (shortly && tables.isLikely(entries, exactly)) {
                        return;
                    }
                    longLook = now;
                    FirewallState state = tables.read(true, entries.keySet());
                    Difference difference = tables.difference(state, entries, exactly);
                    if (difference.loss() && !report.isPending()) {
                        report.takenAway("");
                    }
                    if (takeAways.isPaused()) {
                        return;
                    }
                    if (!difference.isEmpty() || !state.failures().isEmpty()) {
                        failIfAny(tables.bring(state, entries, exactly), List.of(), outcomes);
                        if (difference.loss()) {
                            report.putBack();
                        }
                    }
                });
    }

    /** Takes up blocks as wanted, and says of which none can be made. */
    private void want(Map<Block, Duration> blocks, Map<Block, Outcome> outcomes)
            throws IOException {
        if (blocks.isEmpty()) {
            report.want(wanted.size());
            return;
        }
        IOException unknown = null;
        SetTypes types = SetTypes.FEWEST;
        try {
            types = tables.types();
        } catch (IOException failed) {
            unknown = failed;
        }
        for (Map.Entry<Block, Duration> one : blocks.entrySet()) {
            Block block = one.getKey();
            String obstacle = Obstacles.to(block, one.getValue());
            if (obstacle.isEmpty() && !wanted.add(block, Entry.of(block, types), one.getValue())) {
                obstacle = WantedBlocks.TOO_MANY_SETS;
            }
            if (!obstacle.isEmpty()) {
                outcomes.put(block, new Outcome(Status.REFUSED, obstacle));
            }
        }
        report.want(wanted.size());
        if (!wanted.isEmpty()) {
            somethingWanted.run();
        }
        if (unknown != null) {
            throw unknown;
        }
    }

    /** Writes what differs from what is read. */
    private void bring(Collection<Block> asked, Map<Block, Outcome> outcomes) throws IOException {
        Map<Entry, Long> entries = wanted.entries();
        FirewallState state = tables.read(true, entries.keySet());
        failIfAny(tables.bring(state, entries, exactly), asked, outcomes);
    }

    /** Where the rules of one IP version failed, blocks of the other are in force all the same. */
    private void failIfAny(
            Map<Boolean, IOException> failures,
            Collection<Block> asked,
            Map<Block, Outcome> outcomes)
            throws IOException {
        if (failures.isEmpty()) {
            return;
        }
        for (Block block : asked) {
            boolean affected =
                    wanted.entries(List.of(block)).keySet().stream()
                            .anyMatch(entry -> failures.containsKey(entry.set().v6()));
            if (!affected) {
                outcomes.putIfAbsent(block, Outcome.IN_FORCE);
            }
        }
        throw failures.values().iterator().next();
    }

    /** What there is to tell of it. */
    EnforcerReport report() {
        return report;
    }
}
