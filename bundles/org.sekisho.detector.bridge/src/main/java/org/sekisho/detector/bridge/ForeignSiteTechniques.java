// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.neighbour.RouterAdvertisement;
import org.sekisho.event.stp.SpanningTreeMessage;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * Forms of SE-L2-BRIDGE: what belongs to another site is heard on this one. Bridges of two spanning
 * trees that never heard of each other each name a root of their own ({@code root}); a second
 * router announces prefixes of another network ({@code router}).
 */
final class ForeignSiteTechniques implements TechniqueGroup {
    private static final int NETWORKS = 4096;

    private record Tree(MacAddress root, Station sender, long since, long lastHeard) {}

    private record Router(Station station, List<String> prefixes, long lastHeard) {}

    private final Technique root;
    private final Technique router;
    private final long settle;
    private final long routerMemory;
    private final Findings findings;
    private final Map<Integer, Tree> trees = new BoundedMap<>(NETWORKS);
    private final Map<Integer, Tree> others = new BoundedMap<>(NETWORKS);
    private final Map<Integer, Router> routers = new BoundedMap<>(NETWORKS);

    ForeignSiteTechniques(Catalogue catalogue, Findings findings) {
        root = catalogue.technique("SE-L2-BRIDGE", "root");
        router = catalogue.technique("SE-L2-BRIDGE", "router");
        settle = catalogue.milliseconds("tree.settle.ms");
        routerMemory = catalogue.milliseconds("router.memory.ms");
        this.findings = findings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(SpanningTreeMessage.class, RouterAdvertisement.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof SpanningTreeMessage seen) {
            tree(seen, out);
        } else if (event instanceof RouterAdvertisement seen) {
            router(seen, out);
        }
    }

    /**
     * Bridges that join one tree agree on a root within moments; two roots that both go on for
     * longer are two trees.
     */
    private void tree(SpanningTreeMessage seen, EvidenceListener out) {
        Station sender = Station.of(seen.origin().flow(), seen.origin().flow().clientMac());
        if (sender == null) {
            return;
        }
        long time = seen.origin().time();
        int vlan = sender.vlan();
        Tree first = trees.get(vlan);
        if (first == null || first.root().equals(seen.root())) {
            long since = first == null ? time : first.since();
            trees.put(vlan, new Tree(seen.root(), sender, since, time));
            return;
        }
        Tree second = others.get(vlan);
        boolean goesOn = second != null && second.root().equals(seen.root());
        Tree now = new Tree(seen.root(), sender, goesOn ? second.since() : time, time);
        others.put(vlan, now);
        if (first.lastHeard() - now.since() < settle) {
            // the first tree has not been heard of since: this network has a new root
            if (time - now.since() > 2 * settle) {
                trees.put(vlan, now);
                others.remove(vlan);
            }
            return;
        }
        if (time - now.since() >= settle) {
            findings.found(
                    sender,
                    root,
                    Method.BRIDGE,
                    seen.origin(),
                    false,
                    null,
                    "spanning tree with the root "
                            + seen.root()
                            + " from "
                            + sender.mac()
                            + " beside the one with the root "
                            + first.root(),
                    Octets.NONE,
                    out);
        }
    }

    private void router(RouterAdvertisement seen, EvidenceListener out) {
        Station sender = Station.sender(seen.origin().flow(), seen.direction());
        if (sender == null || seen.prefixes().isEmpty()) {
            return;
        }
        long time = seen.origin().time();
        Router known = routers.get(sender.vlan());
        boolean old = known == null || time - known.lastHeard() > routerMemory;
        if (old || known.station().equals(sender)) {
            routers.put(sender.vlan(), new Router(sender, seen.prefixes(), time));
        } else if (seen.prefixes().stream().noneMatch(known.prefixes()::contains)) {
            findings.found(
                    sender,
                    router,
                    Method.BRIDGE,
                    seen.origin(),
                    false,
                    null,
                    "router "
                            + sender.mac()
                            + " announces "
                            + seen.prefixes()
                            + " where "
                            + known.station().mac()
                            + " announces "
                            + known.prefixes(),
                    Octets.NONE,
                    out);
        }
    }
}
