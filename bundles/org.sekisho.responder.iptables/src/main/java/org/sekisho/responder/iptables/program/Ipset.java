// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.program;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.responder.iptables.rule.BlockSet;
import org.sekisho.responder.iptables.rule.Entry;
import org.sekisho.responder.iptables.rule.SetKind;
import org.sekisho.responder.iptables.rule.SetTypes;

/** The program {@code ipset}. */
public final class Ipset {
    /** Longest time that it takes for an element, in seconds. */
    public static final long MOST_SECONDS = 2_147_483;

    private static final String PROBE = "sekisho-probe";

    private final SystemProgram program;
    private SetTypes types;

    /**
     * The program.
     *
     * @param name its name or path, of the key {@code ipset}
     */
    public Ipset(String name, Duration patience) {
        program = new SystemProgram(name, patience, "ipset", "ipset");
    }

    /** Whether it is installed. */
    public boolean isThere() {
        return program.isThere();
    }

    private String run(String input, String... arguments) throws IOException {
        return ProgramFailure.checked("ipset", program.run(input, arguments)).output();
    }

    /** Which types of sets the kernel offers; asked once, with a set that goes at once. */
    public SetTypes types() throws IOException {
        if (types == null) {
            types = new SetTypes(offers(SetKind.PAIRS), offers(SetKind.MACS));
        }
        return types;
    }

    private boolean offers(SetKind kind) throws IOException {
        SystemProgram.Result made = program.run("", "create", PROBE, kind.type());
        if (made.status() == 0) {
            run("", "destroy", PROBE);
            return true;
        }
        if (made.error().contains("not supported") || made.error().contains("nknown settype")) {
            return false;
        }
        ProgramFailure.checked("ipset", made);
        return false;
    }

    /** Our sets with the numbers of their elements. */
    public Map<BlockSet, SetState> count() throws IOException {
        Map<BlockSet, SetState> sets = new LinkedHashMap<>();
        BlockSet set = null;
        for (String line : run("", "list", "-terse").lines().toList()) {
            String value = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("Name: ")) {
                set = BlockSet.named(value);
            } else if (set != null && line.startsWith("Number of entries: ")) {
                int count = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                sets.put(set, new SetState(count, Map.of()));
            }
        }
        return sets;
    }

    /** Our sets with their elements. */
    public Map<BlockSet, SetState> read() throws IOException {
        Map<String, BlockSet> names = new HashMap<>();
        Map<BlockSet, Map<Entry, SetState.Standing>> entries = new LinkedHashMap<>();
        Map<BlockSet, Integer> counts = new HashMap<>();
        for (String line : run("", "save").lines().toList()) {
            String[] words = line.split(" ");
            if (words[0].equals("create")) {
                BlockSet set = BlockSet.named(words[1]);
                if (set != null) {
                    names.put(words[1], set);
                    entries.put(set, new LinkedHashMap<>());
                    counts.put(set, 0);
                }
            } else if (words[0].equals("add") && names.containsKey(words[1])) {
                BlockSet set = names.get(words[1]);
                counts.merge(set, 1, Integer::sum);
                Entry entry = Entry.read(set, words[2]);
                if (entry != null) {
                    entries.get(set).put(entry, standing(words));
                }
            }
        }
        Map<BlockSet, SetState> sets = new LinkedHashMap<>();
        entries.forEach((set, all) -> sets.put(set, new SetState(counts.get(set), all)));
        return sets;
    }

    private static SetState.Standing standing(String[] words) {
        long seconds = 0;
        long packets = 0;
        long bytes = 0;
        for (int i = 3; i + 1 < words.length; i += 2) {
            switch (words[i]) {
                case "timeout" -> seconds = Long.parseLong(words[i + 1]);
                case "packets" -> packets = Long.parseLong(words[i + 1]);
                case "bytes" -> bytes = Long.parseLong(words[i + 1]);
                default -> {
                    return new SetState.Standing(seconds, packets, bytes);
                }
            }
        }
        return new SetState.Standing(seconds, packets, bytes);
    }

    /** Makes changes in one go; what is there already gets what is said of it here. */
    public void write(List<String> lines) throws IOException {
        run(String.join("\n", lines) + "\n", "-exist", "restore");
    }
}
