// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.packet.IpAddress;

/**
 * TUN-CONCENTRATION: a host spoke to several servers at the same time, then all of them fall silent
 * and one server alone carries what there is. So it looks from outside when the default route has
 * moved into a tunnel (wire facts §10). What it says to its own network doesn't count: that stays
 * outside the tunnel.
 */
final class ConcentrationTechnique implements TechniqueGroup {
    private static final int HOSTS = 4_096;
    private static final int FLOWS = 16_384;

    private final Technique concentration;
    private final long quiet;
    private final long together;
    private final int servers;
    private final long volume;
    private final Sightings sightings;
    private final Forgetting<IpAddress, RecentServers> hosts = new Forgetting<>("hosts", HOSTS);
    private final Forgetting<Long, LastingFlow> flows = new Forgetting<>("flows", FLOWS);

    ConcentrationTechnique(Catalogue catalogue, Sightings sightings) {
        concentration = catalogue.technique("TUN-CONCENTRATION");
        quiet = catalogue.milliseconds("concentration.quiet.ms");
        together = catalogue.milliseconds("concentration.together.ms");
        servers = catalogue.number("concentration.servers", 1, RecentServers.MOST);
        volume = catalogue.number("concentration.bytes", 1, Integer.MAX_VALUE);
        this.sightings = sightings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(FlowStarted.class, FlowCheckpoint.class, FlowEnded.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        Flow flow = event.origin().flow();
        if (event instanceof FlowEnded) {
            flows.remove(flow.id());
            return;
        }
        IpAddress client = flow.client().address();
        IpAddress server = flow.server().address();
        if (client == null || server == null || isLocal(client, server)) {
            return;
        }
        long carried =
                event instanceof FlowCheckpoint checkpoint
                        ? flows.computeIfAbsent(flow.id(), id -> new LastingFlow())
                                .next(checkpoint, Long.MAX_VALUE)
                        : -1;
        heard(
                hosts.computeIfAbsent(client, address -> new RecentServers()),
                server,
                carried,
                event,
                out);
        RecentServers answering =
                flow.roles().compareTo(Roles.PROTOCOL) < 0 ? hosts.get(server) : null;
        if (answering != null) {
            // whoever sends the first datagram of a tunnel need not be its client
            heard(answering, client, carried, event, out);
        }
    }

    /** A router keeps nobody from talking to the own /24 or /64, nor to broadcast and the like. */
    private static boolean isLocal(IpAddress client, IpAddress server) {
        if (server.isSpecial() || client.v6() != server.v6()) {
            return true;
        }
        return client.v6()
                ? client.high() == server.high()
                : client.low() >>> 8 == server.low() >>> 8;
    }

    /**
     * Learns that a host speaks to another.
     *
     * @param carried IP bytes since it was last heard of the flow; negative if that isn't known
     */
    private void heard(
            RecentServers host, IpAddress other, long carried, Event event, EvidenceListener out) {
        long now = event.origin().time();
        host.heard(other, now);
        if (carried < 0) {
            return;
        }
        long lastOther = host.lastOther(other);
        if (lastOther == Long.MIN_VALUE || now - lastOther < quiet) {
            host.notAlone();
            return;
        }
        long alone = host.alone(other, carried);
        int before = host.recent(other, lastOther - together);
        if (before >= servers && alone >= volume) {
            sightings.tell(
                    concentration,
                    event.origin(),
                    "%d other servers spoken to, then none of them for %d s, and %d bytes with this one alone"
                            .formatted(before, (now - lastOther) / 1_000_000_000L, alone),
                    out);
        }
    }

    @Override
    public long forgotten() {
        return hosts.forgotten() + flows.forgotten();
    }
}
