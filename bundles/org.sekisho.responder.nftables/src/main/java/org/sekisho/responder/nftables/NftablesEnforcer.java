// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.decide.Block;
import org.sekisho.linux.firewall.EnforcerReport;
import org.sekisho.linux.firewall.Obstacles;
import org.sekisho.linux.firewall.TakeAways;
import org.sekisho.respond.Enforcer;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.TableGoneException;
import org.sekisho.responder.nftables.table.TableState;

/**
 * Keeps our tables as they are wanted. What is wanted is kept here, what stands is read from the
 * kernel; the difference is written, and nothing is where there is none. Blocks that come while
 * everything is known to be in place are written without a look.
 */
final class NftablesEnforcer implements Enforcer {
    /** A table may be taken away while it is put back; more than this is left for later. */
    private static final int ATTEMPTS = 3;

    private final Tables tables;
    private final TakeAways takeAways;
    private final Runnable somethingWanted;
    private final WantedBlocks wanted = new WantedBlocks();

    /** Blocks that an earlier process put there, and nobody has said yet what becomes of them. */
    private final Map<Block, BlockSet> unclaimed = new HashMap<>();

    private final EnforcerReport report;

    /** Whether everything that is wanted has been said, so that the rest is to go. */
    private boolean exactly;

    /**
     * Over these tables.
     *
     * @param somethingWanted called when the firewall has to be watched from now on
     */
    NftablesEnforcer(Tables tables, TakeAways takeAways, Runnable somethingWanted) {
        this.tables = tables;
        this.takeAways = takeAways;
        this.somethingWanted = somethingWanted;
        report =
                new EnforcerReport(
                        firewall(),
                        takeAways,
                        failed -> {
                            tables.forget();
                            return Tables.advice(failed);
                        });
    }

    @Override
    public String firewall() {
        return "nftables";
    }

    @Override
    public synchronized Map<Block, Outcome> converge(Map<Block, Duration> blocks) {
        exactly = true;
        return report.told(
                blocks.keySet(),
                outcomes -> {
                    wanted.clear();
                    unclaimed.clear();
                    Map<Family, TableState> states;
                    try {
                        states = tables.compared();
                    } catch (IOException failed) {
                        want(blocks, Map.of(), outcomes);
                        throw failed;
                    }
                    want(blocks, Tables.places(states), outcomes);
                    if (!takeAways.isPaused()) {
                        bring(states, outcomes);
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
                            IOException unread = lookForUnclaimed();
                            Set<Block> before = new HashSet<>(unclaimed.keySet());
                            blocks.keySet().stream().filter(wanted::contains).forEach(before::add);
                            want(blocks, unclaimed, outcomes);
                            if (unread != null) {
                                throw unread;
                            }
                            if (takeAways.isPaused()) {
                                return;
                            }
                            if (tables.isKnown() && !report.isPending()) {
                                addUnseen(blocks.keySet(), before, outcomes);
                            } else {
                                bring(tables.compared(), outcomes);
                            }
                        });
        report.acknowledged(System.nanoTime() - begin);
        return all;
    }

    /** Before anything was said, blocks may stand that an earlier process put there. */
    private IOException lookForUnclaimed() {
        if (!tables.isKnown() && !exactly && wanted.isEmpty()) {
            try {
                unclaimed.putAll(Tables.places(tables.read(true)));
            } catch (IOException failed) {
                return failed;
            }
        }
        return null;
    }

    /** Adds without a look; should something have been taken away, the kernel says so. */
    private void addUnseen(
            Collection<Block> blocks, Set<Block> before, Map<Block, Outcome> outcomes)
            throws IOException {
        List<Change.Step> steps = new ArrayList<>();
        for (Block block : blocks) {
            Element element = wanted.element(block);
            if (element != null) {
                Change.Kind kind = before.contains(block) ? Change.Kind.PROLONG : Change.Kind.ADD;
                steps.add(new Change.Step(kind, element, wanted.millisLeft(block)));
            }
        }
        try {
            fail(tables.write(steps), outcomes);
        } catch (TableGoneException gone) {
            report.takenAway("");
            if (!takeAways.isPaused()) {
                bring(tables.compared(), outcomes);
            }
        }
    }

    @Override
    public synchronized Map<Block, Outcome> remove(Collection<Block> blocks) {
        return report.told(
                blocks,
                outcomes -> {
                    if (!tables.isKnown()) {
                        Map<Family, TableState> states = tables.read(true);
                        Tables.places(states).forEach(unclaimed::putIfAbsent);
                        tables.adopt(states);
                    }
                    List<Change.Step> steps = new ArrayList<>();
                    for (Block block : blocks) {
                        Element element = wanted.remove(block);
                        BlockSet place = unclaimed.remove(block);
                        if (element == null && place != null) {
                            element = new Element(block, place);
                        }
                        if (element != null) {
                            steps.add(new Change.Step(Change.Kind.REMOVE, element, 0));
                        }
                    }
                    try {
                        fail(tables.write(steps), outcomes);
                    } catch (TableGoneException gone) {
                        // these are out; the others come back at the next look
                        tables.forget();
                    }
                    blocks.forEach(block -> outcomes.putIfAbsent(block, Outcome.IN_FORCE));
                });
    }

    @Override
    public synchronized Map<Block, Standing> standing() throws IOException {
        Map<Block, Standing> standing = new LinkedHashMap<>();
        try {
            for (TableState state : tables.read(true).values()) {
                state.blocks()
                        .forEach(
                                (element, found) ->
                                        standing.merge(
                                                element.block(),
                                                new Standing(
                                                        Duration.ofMillis(found.remainingMillis()),
                                                        found.packets(),
                                                        found.bytes()),
                                                NftablesEnforcer::together));
            }
            return standing;
        } catch (IOException failed) {
            throw new IOException(Tables.advice(failed), failed);
        }
    }

    /** A block that is in two tables ends when the first of the two does. */
    private static Standing together(Standing one, Standing other) {
        return new Standing(
                one.remaining().compareTo(other.remaining()) < 0
                        ? one.remaining()
                        : other.remaining(),
                one.packets() < 0 ? other.packets() : one.packets() + Math.max(0, other.packets()),
                one.bytes() < 0 ? other.bytes() : one.bytes() + Math.max(0, other.bytes()));
    }

    @Override
    public synchronized void clear() throws IOException {
        wanted.clear();
        unclaimed.clear();
        takeAways.forget();
        exactly = false;
        String left = String.join("; ", tables.delete());
        report.cleared(left);
        if (!left.isEmpty()) {
            throw new IOException(left);
        }
    }

    /**
     * Looks whether all is as wanted, and puts back what is not.
     *
     * @param withBlocks whether elements are compared too, not the table alone
     * @param author who is said to have changed something; empty if nobody knows
     */
    synchronized void reconcile(boolean withBlocks, String author) {
        wanted.expire();
        report.want(wanted.size());
        if (wanted.isEmpty() || takeAways.isPaused()) {
            return;
        }
        report.told(
                List.of(),
                outcomes -> {
                    if (!report.isPending() && tables.isUntouched()) {
                        return;
                    }
                    if (!withBlocks && tables.hasRoom(tables.read(false), wanted)) {
                        return;
                    }
                    Map<Family, TableState> states = tables.compared();
                    List<Change> changes = tables.differences(states, wanted, exactly);
                    boolean loss = changes.stream().anyMatch(Difference::isLoss);
                    if (loss && !report.isPending()) {
                        report.takenAway(author);
                    }
                    if (!changes.isEmpty() && !takeAways.isPaused()) {
                        bring(states, outcomes);
                        report.putBack();
                    }
                });
    }

    /** Takes up blocks as wanted, and says of which none can be made. */
    private void want(
            Map<Block, Duration> blocks,
            Map<Block, BlockSet> places,
            Map<Block, Outcome> outcomes) {
        // those that stand keep their places, the others are put round them
        for (boolean standing : new boolean[] {true, false}) {
            blocks.forEach(
                    (block, duration) -> {
                        if (places.containsKey(block) == standing) {
                            want(block, duration, places.get(block), outcomes);
                        }
                    });
        }
        report.want(wanted.size());
        if (!wanted.isEmpty()) {
            somethingWanted.run();
        }
    }

    private void want(
            Block block, Duration duration, BlockSet place, Map<Block, Outcome> outcomes) {
        String obstacle = Obstacles.to(block, duration);
        if (obstacle.isEmpty() && wanted.add(block, duration, place) == null) {
            obstacle = WantedBlocks.OVERLAP;
        }
        if (!obstacle.isEmpty()) {
            outcomes.put(block, new Outcome(Status.REFUSED, obstacle));
        }
    }

    /** Writes what differs from what was read; should that have changed meanwhile, once more. */
    private void bring(Map<Family, TableState> states, Map<Block, Outcome> outcomes)
            throws IOException {
        Map<Family, TableState> read = states;
        for (int attempt = 1; ; attempt++) {
            try {
                fail(tables.bring(read, wanted, exactly), outcomes);
                return;
            } catch (TableGoneException gone) {
                if (attempt == ATTEMPTS) {
                    throw gone;
                }
                read = tables.compared();
            }
        }
    }

    private static void fail(Map<Element, String> refused, Map<Block, Outcome> outcomes) {
        refused.forEach(
                (element, why) -> outcomes.put(element.block(), new Outcome(Status.FAILED, why)));
    }

    /** What there is to tell of it. */
    EnforcerReport report() {
        return report;
    }

    /** Ends what it holds; what is in the firewall stays. */
    synchronized void close() {
        tables.close();
    }
}
