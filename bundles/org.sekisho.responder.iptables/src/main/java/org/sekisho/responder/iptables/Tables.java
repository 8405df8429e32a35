// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.responder.iptables.program.FilterTable;
import org.sekisho.responder.iptables.program.Ipset;
import org.sekisho.responder.iptables.program.Iptables;
import org.sekisho.responder.iptables.program.SetState;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Entry;
import org.sekisho.responder.iptables.rule.Rule;
import org.sekisho.responder.iptables.rule.SetTypes;

/** Our chains and sets, and what is known to be in place. One thread at a time. */
final class Tables {
    private static final boolean[] VERSIONS = {false, true};

    private final Iptables v4;
    private final Iptables v6;
    private final Ipset ipset;
    private final long limitRate;

    /** Sets in place with their rules; null if nobody has looked. */
    private Set<BlockSet> known;

    private volatile long writes;
    private volatile String version = "";

    Tables(Iptables v4, Iptables v6, Ipset ipset, long limitRate) {
        this.v4 = v4;
        this.v6 = v6;
        this.ipset = ipset;
        this.limitRate = limitRate;
    }

    private Iptables programs(boolean ofV6) {
        return ofV6 ? v6 : v4;
    }

    /** Programs that have changed something. */
    long writes() {
        return writes;
    }

    /** What iptables says it is; empty as long as nothing had to be done. */
    String version() {
        return version;
    }

    /** Which types of sets there are. */
    SetTypes types() throws IOException {
        if (version.isEmpty()) {
            version = v4.version();
        }
        return ipset.types();
    }

    /** Nothing is known any more. */
    void forget() {
        known = null;
    }

    /**
     * Reads what is there.
     *
     * @param withEntries whether elements are wanted too, not only their numbers
     * @param wanted elements whose tables have to be read; others may be missing
     * @throws IOException if nothing can be read
     */
    FirewallState read(boolean withEntries, Collection<Entry> wanted) throws IOException {
        Map<BlockSet, SetState> sets = withEntries ? ipset.read() : ipset.count();
        Set<Boolean> needed = new TreeSet<>();
        wanted.forEach(entry -> needed.add(entry.set().v6()));
        Set<Boolean> asked = new TreeSet<>(needed);
        sets.keySet().forEach(set -> asked.add(set.v6()));
        if (withEntries && known == null) {
            asked.addAll(List.of(false, true));
        }
        Map<Boolean, FilterTable> tables = new HashMap<>();
        Map<Boolean, IOException> failures = new LinkedHashMap<>();
        for (boolean version6 : asked) {
            try {
                tables.put(version6, programs(version6).read());
            } catch (IOException failed) {
                if (needed.contains(version6)) {
                    failures.put(version6, failed);
                }
            }
        }
        return new FirewallState(tables, failures, sets);
    }

    /**
     * Whether all is as wanted, as far as a short look tells.
     *
     * @param exactly whether there may be nothing else
     */
    boolean isLikely(Map<Entry, Long> wanted, boolean exactly) throws IOException {
        FirewallState counted = read(false, wanted.keySet());
        return Difference.isLikely(counted, wanted, exactly, limitRate);
    }

    /** What is not as wanted, apart from what is about to end. */
    Difference difference(FirewallState state, Map<Entry, Long> wanted, boolean exactly) {
        return Difference.of(state, wanted, exactly, true, limitRate);
    }

    /**
     * Writes what differs from what was read.
     *
     * @return what went wrong with the rules of an IP version
     * @throws IOException if the sets could not be written
     */
    Map<Boolean, IOException> bring(FirewallState state, Map<Entry, Long> wanted, boolean exactly)
            throws IOException {
        known = null;
        Difference difference = Difference.of(state, wanted, exactly, false, limitRate);
        writeSets(difference.sets());
        Map<Boolean, IOException> failures = new LinkedHashMap<>(state.failures());
        for (boolean version6 : VERSIONS) {
            List<String> lines = difference.rules().getOrDefault(version6, List.of());
            if (!lines.isEmpty() && !failures.containsKey(version6)) {
                try {
                    programs(version6).write(lines);
                    writes++;
                } catch (IOException failed) {
                    failures.put(version6, failed);
                }
            }
        }
        if (failures.isEmpty()) {
            writeSets(difference.obsolete());
            known = new LinkedHashSet<>(difference.kept());
        }
        return failures;
    }

    private void writeSets(List<String> lines) throws IOException {
        if (!lines.isEmpty()) {
            ipset.write(lines);
            writes++;
        }
    }

    /**
     * Puts elements in without a look: what was there a moment ago is there.
     *
     * @return whether that was possible; else somebody has to look first
     */
    boolean add(Map<Entry, Long> entries) throws IOException {
        if (known == null) {
            return false;
        }
        Set<BlockSet> more = new LinkedHashSet<>();
        entries.keySet().forEach(entry -> more.add(entry.set()));
        more.removeAll(known);
        for (BlockSet set : more) {
            if (known.stream().noneMatch(other -> other.v6() == set.v6())) {
                return false;
            }
        }
        List<String> lines = new ArrayList<>();
        more.forEach(set -> lines.add(set.create()));
        entries.forEach((entry, millis) -> lines.add(entry.add(Difference.seconds(millis))));
        writeSets(lines);
        for (boolean version6 : VERSIONS) {
            List<String> rules =
                    more.stream()
                            .filter(set -> set.v6() == version6)
                            .flatMap(set -> set.rules(limitRate).stream())
                            .map(Rule::append)
                            .toList();
            if (!rules.isEmpty()) {
                programs(version6).write(rules);
                writes++;
            }
        }
        known.addAll(more);
        return true;
    }

    /** Takes elements out, where they are. */
    void remove(Collection<Entry> entries) throws IOException {
        Set<BlockSet> present = known != null ? known : ipset.count().keySet();
        writeSets(
                entries.stream()
                        .filter(entry -> present.contains(entry.set()))
                        .map(Entry::delete)
                        .toList());
    }

    /**
     * Takes everything out. Programs that are not installed have put nothing in.
     *
     * @return what could not be taken out, and why
     */
    List<String> delete() {
        known = null;
        List<String> left = new ArrayList<>();
        for (boolean version6 : VERSIONS) {
            Iptables programs = programs(version6);
            try {
                List<String> lines =
                        programs.isThere() ? programs.readIfUsed().removal() : List.of();
                if (!lines.isEmpty()) {
                    programs.write(lines);
                    writes++;
                }
            } catch (IOException failed) {
                left.add(
                        "the chains SEKISHO-… could not be taken out ("
                                + failed.getMessage()
                                + "); by hand: see them with "
                                + programs.name()
                                + "-save, and delete the jumps, then the chains");
            }
        }
        try {
            if (ipset.isThere()) {
                List<String> lines = new ArrayList<>();
                ipset.count().keySet().forEach(set -> lines.add("destroy " + set.name()));
                writeSets(lines);
            }
        } catch (IOException failed) {
            left.add(
                    "the sets sek… could not be taken out ("
                            + failed.getMessage()
                            + "); by hand: see them with 'ipset list -name', and ipset destroy"
                            + " each");
        }
        return left;
    }
}
