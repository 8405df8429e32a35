// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.responder.nftables.table.BlockSet;
import org.sekisho.responder.nftables.table.Change;
import org.sekisho.responder.nftables.table.Element;
import org.sekisho.responder.nftables.table.Family;
import org.sekisho.responder.nftables.table.TableAccess;
import org.sekisho.responder.nftables.table.TableGoneException;
import org.sekisho.responder.nftables.table.TableState;

/** Our tables in the kernel, and what is known to be in place there. One thread at a time. */
final class Tables {
    private final TableAccess access;
    private final boolean bridgesAll;

    /** Sets in place; no entry for a table that is not there or has to be looked at first. */
    private final Map<Family, Set<BlockSet>> known = new EnumMap<>(Family.class);

    private volatile String bridgeTrouble = "";

    /**
     * Over this way to the kernel.
     *
     * @param bridgesAll whether frames of a bridge meet all blocks, not only those of a MAC
     */
    Tables(TableAccess access, boolean bridgesAll) {
        this.access = access;
        this.bridgesAll = bridgesAll;
    }

    /** Whether a block may be written without a look. */
    boolean isKnown() {
        return known.containsKey(Family.INET);
    }

    /** Nothing is known any more. */
    void forget() {
        known.clear();
    }

    /** Why bridges are left out; empty if they are not. */
    String bridgeTrouble() {
        return bridgeTrouble;
    }

    /** Whether a look would show nothing new. */
    boolean isUntouched() throws IOException {
        return access.isUntouched();
    }

    /** Reads all tables, to compare them with what is wanted. */
    Map<Family, TableState> compared() throws IOException {
        access.beginToCompare();
        return read(true);
    }

    /** Reads all tables. */
    Map<Family, TableState> read(boolean withBlocks) throws IOException {
        Map<Family, TableState> states = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            states.put(family, access.read(family, withBlocks));
        }
        return states;
    }

    /** Where the blocks that stand are. */
    static Map<Block, BlockSet> places(Map<Family, TableState> states) {
        Map<Block, BlockSet> places = new HashMap<>();
        for (TableState state : states.values()) {
            state.blocks().keySet().forEach(one -> places.put(one.block(), one.set()));
        }
        return places;
    }

    /** Takes what was read for what is in place. */
    void adopt(Map<Family, TableState> states) {
        known.clear();
        states.forEach(
                (family, state) -> {
                    if (state.present() && state.flaw() == null) {
                        known.put(family, new TreeSet<>(state.sets()));
                    }
                });
    }

    /**
     * Writes what differs from what was read.
     *
     * @param exactly whether what is not wanted is taken out
     * @return elements that the kernel refused, and why
     */
    Map<Element, String> bring(Map<Family, TableState> states, WantedBlocks wanted, boolean exactly)
            throws IOException {
        adopt(states);
        Map<Element, String> refused = new HashMap<>();
        for (Family family : Family.values()) {
            TableState state = states.get(family);
            Map<Element, Long> elements = elements(family, wanted);
            if (!elements.isEmpty()) {
                write(Difference.of(family, state, elements, exactly), refused);
            } else if (state.present() && exactly) {
                // nothing of ours stays where nothing is wanted
                access.delete(family);
                known.remove(family);
            }
        }
        return refused;
    }

    /** Whether everything is there that wanted blocks need, apart from these themselves. */
    boolean hasRoom(Map<Family, TableState> states, WantedBlocks wanted) {
        return states.entrySet().stream()
                .allMatch(
                        entry -> {
                            Map<Element, Long> elements = elements(entry.getKey(), wanted);
                            return elements.isEmpty()
                                    || Difference.hasRoom(entry.getValue(), elements);
                        });
    }

    /** What is not as wanted, apart from what is about to end. */
    List<Change> differences(Map<Family, TableState> states, WantedBlocks wanted, boolean exactly) {
        List<Change> changes = new ArrayList<>();
        states.forEach(
                (family, state) -> {
                    Map<Element, Long> elements = elements(family, wanted);
                    if (!elements.isEmpty()) {
                        Change change = Difference.of(family, state, elements, exactly);
                        changes.add(Difference.lasting(change, state));
                    }
                });
        return changes.stream().filter(change -> !change.isEmpty()).toList();
    }

    private Map<Element, Long> elements(Family family, WantedBlocks wanted) {
        Map<Element, Long> elements = new LinkedHashMap<>();
        wanted.forEach(
                (element, millis) -> {
                    if (millis > 0 && families(element).contains(family)) {
                        elements.put(element, millis);
                    }
                });
        return elements;
    }

    private List<Family> families(Element element) {
        boolean bridged =
                (bridgesAll || element.set().scope() == Scope.MAC) && bridgeTrouble.isEmpty();
        return bridged ? List.of(Family.INET, Family.BRIDGE) : List.of(Family.INET);
    }

    /**
     * Does this to elements without a look: what was there a moment ago is there.
     *
     * @return elements that the kernel refused, and why
     * @throws TableGoneException if it is not
     */
    Map<Element, String> write(List<Change.Step> steps) throws IOException {
        Map<Family, List<Change.Step>> byFamily = new EnumMap<>(Family.class);
        for (Change.Step step : steps) {
            for (Family family : families(step.element())) {
                Set<BlockSet> sets = known.get(family);
                boolean there = sets != null && sets.contains(step.element().set());
                if (there || step.kind() != Change.Kind.REMOVE) {
                    byFamily.computeIfAbsent(family, any -> new ArrayList<>()).add(step);
                }
            }
        }
        Map<Element, String> refused = new HashMap<>();
        for (Map.Entry<Family, List<Change.Step>> entry : byFamily.entrySet()) {
            Set<BlockSet> sets = known.get(entry.getKey());
            Set<BlockSet> missing = new TreeSet<>();
            entry.getValue().forEach(step -> missing.add(step.element().set()));
            if (sets != null) {
                missing.removeAll(sets);
            }
            Change.Start start = sets == null ? Change.Start.MAKE : Change.Start.KEEP;
            write(
                    new Change(
                            entry.getKey(), start, missing, Difference.ordered(entry.getValue())),
                    refused);
        }
        return refused;
    }

    private void write(Change change, Map<Element, String> refused) throws IOException {
        if (change.isEmpty()) {
            return;
        }
        try {
            refused.putAll(access.write(change));
            known.computeIfAbsent(change.family(), any -> new TreeSet<>()).addAll(change.sets());
        } catch (TableGoneException gone) {
            throw gone;
        } catch (IOException failed) {
            if (change.family() != Family.BRIDGE
                    || change.start() == Change.Start.KEEP
                    || isPermission(failed)) {
                throw failed;
            }
            bridgeTrouble =
                    "blocks do not apply to frames between the ports of a bridge: this kernel has"
                            + " no nftables for bridges ("
                            + failed.getMessage()
                            + ")";
        }
    }

    /**
     * Takes all tables out.
     *
     * @return what could not be taken out, and how to do it by hand
     */
    List<String> delete() {
        known.clear();
        List<String> left = new ArrayList<>();
        for (Family family : Family.values()) {
            try {
                access.delete(family);
            } catch (IOException failed) {
                left.add(
                        "the table "
                                + family.table()
                                + " could not be taken out ("
                                + advice(failed)
                                + "); by hand: nft delete table "
                                + family.table());
            }
        }
        return left;
    }

    void close() {
        access.close();
    }

    static String advice(IOException failed) {
        return isPermission(failed)
                ? "nftables may not be changed: run with the ambient capability CAP_NET_ADMIN"
                        + " (systemd: AmbientCapabilities=CAP_NET_ADMIN; or setpriv --inh-caps"
                        + " +net_admin --ambient-caps +net_admin), or as root"
                : failed.getMessage();
    }

    private static boolean isPermission(IOException failed) {
        return failed instanceof NetlinkException refused
                && refused.error() == NetlinkException.EPERM;
    }
}
