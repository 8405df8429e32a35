// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sekisho.responder.nftables.check.Finding.Severity;

/** Judges what is around the ruleset: bridges, forwarding, older firewalls, containers. */
final class SurroundingsCheck {
    private static final String BRIDGE_CALL = "sys/net/bridge/bridge-nf-call-iptables";
    private static final String FORWARD4 = "sys/net/ipv4/ip_forward";
    private static final String FORWARD6 = "sys/net/ipv6/conf/all/forwarding";

    private final Path proc;
    private final Path interfaces;
    private final Path namespaces;
    private final boolean bridgesAll;
    private final List<Finding> findings = new ArrayList<>();

    private SurroundingsCheck(Path root, boolean bridgesAll) {
        this.proc = root.resolve("proc");
        this.interfaces = root.resolve("sys/class/net");
        this.namespaces = root.resolve("run/netns");
        this.bridgesAll = bridgesAll;
    }

    /**
     * Looks around.
     *
     * @param root where {@code proc}, {@code sys} and {@code run} are
     * @param bridgesAll whether all blocks apply to frames of a bridge
     */
    static List<Finding> of(Path root, boolean bridgesAll) {
        SurroundingsCheck check = new SurroundingsCheck(root, bridgesAll);
        check.bridges();
        check.forwarding();
        check.legacy("ip_tables_names", "iptables-legacy");
        check.legacy("ip6_tables_names", "ip6tables-legacy");
        check.namespaces();
        return List.copyOf(check.findings);
    }

    private void bridges() {
        boolean routed = "1".equals(read(proc.resolve(BRIDGE_CALL)));
        for (Path bridge : list(interfaces)) {
            if (!Files.isDirectory(bridge.resolve("bridge"))) {
                continue;
            }
            long ports = list(bridge.resolve("brif")).size();
            if (ports > 1 && !bridgesAll && !routed) {
                findings.add(
                        new Finding(
                                Severity.BYPASS,
                                "bridge " + bridge.getFileName(),
                                "what it passes from port to port meets blocks of scope mac only",
                                "set bridge=all in conf/org.sekisho.responder.nftables.cfg"));
            }
        }
    }

    private void forwarding() {
        boolean four = !"0".equals(read(proc.resolve(FORWARD4)));
        boolean six = !"0".equals(read(proc.resolve(FORWARD6)));
        boolean bridge =
                list(interfaces).stream()
                        .anyMatch(found -> Files.isDirectory(found.resolve("bridge")));
        if (!four && !six && !bridge) {
            findings.add(
                    new Finding(
                            Severity.BYPASS,
                            "this machine",
                            "it forwards nothing, so blocks end its own traffic only; what it sees at"
                                    + " a mirror port passes elsewhere",
                            "run Sekisho where the traffic passes, or let the firewall there fetch"
                                    + " the blocks (org.sekisho.responder.export)"));
        }
    }

    private void legacy(String file, String program) {
        Path names = proc.resolve("thread-self/net").resolve(file);
        if (!Files.exists(names)) {
            return;
        }
        String tables = read(names);
        if (tables == null) {
            findings.add(
                    new Finding(
                            Severity.NOTE,
                            program,
                            "whether there are rules of the older iptables can't be seen by this"
                                    + " user",
                            "as root: cat /proc/net/" + file));
        } else if (!tables.isEmpty()) {
            findings.add(
                    new Finding(
                            Severity.NOTE,
                            program,
                            "there are rules of the older iptables, which nft does not show (tables: "
                                    + String.join(", ", tables.split("\\s+"))
                                    + "); they can't let pass what ours drop, but may hand"
                                    + " connections to programs or into a short cut",
                            "look for TPROXY, REDIRECT and FLOWOFFLOAD in " + program + "-save"));
        }
    }

    private void namespaces() {
        List<Path> others = list(namespaces);
        if (!others.isEmpty()) {
            findings.add(
                    new Finding(
                            Severity.NOTE,
                            "network namespaces",
                            "there are "
                                    + others.size()
                                    + " others, such as "
                                    + others.get(0).getFileName()
                                    + "; what enters them by an interface of their own (macvlan,"
                                    + " ipvlan, a card of their own) does not meet our rules",
                            "run Sekisho there too, or give them interfaces that are routed here"));
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    /** Returns null if it can't be read. */
    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return null;
        }
    }
}
