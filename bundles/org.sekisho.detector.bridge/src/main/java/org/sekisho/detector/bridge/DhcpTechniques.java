// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * SE-L2-SNATDHCP: answers in the form of SecureNAT's DHCP server, and the host name by which its
 * own client asks (wire facts §8.2); and the form {@code dhcp} of SE-L2-BRIDGE, a second DHCP
 * server on a network that had one.
 */
final class DhcpTechniques implements TechniqueGroup {
    private static final int OFFER = 2;
    private static final int ACK = 5;

    /** Least bytes of a message of BOOTP (RFC 1542 §2.1), which SecureNAT fills up to. */
    private static final int LEAST = 300;

    private static final int NETWORKS = 4096;
    private static final int TRANSACTIONS = 4096;
    private static final long BROADCAST = 0xffff_ffffL;
    private static final IpAddress NONE = IpAddress.v4(0);

    /** The DHCP server of a network. */
    private record Server(IpAddress id, Station station, long lastHeard) {}

    private final Technique form;
    private final Technique formAndStation;
    private final Technique formAndNetwork;
    private final Technique clientName;
    private final Technique secondServer;
    private final Pattern options;
    private final Network network;
    private final Pattern clientNames;
    private final List<MacPrefix> prefixes;
    private final long serverMemory;
    private final Findings findings;
    private final Map<Integer, Server> servers = new BoundedMap<>(NETWORKS);
    private final Map<Integer, Long> asked = new BoundedMap<>(TRANSACTIONS);

    DhcpTechniques(Catalogue catalogue, Findings findings) {
        form = catalogue.technique("SE-L2-SNATDHCP");
        formAndStation = catalogue.technique("SE-L2-SNATDHCP", "station");
        formAndNetwork = catalogue.technique("SE-L2-SNATDHCP", "network");
        clientName = catalogue.technique("SE-L2-SNATDHCP", "name");
        secondServer = catalogue.technique("SE-L2-BRIDGE", "dhcp");
        options = catalogue.pattern("dhcp.options");
        network = Network.in(catalogue, "dhcp.network");
        clientNames = catalogue.pattern("dhcp.client.names");
        prefixes = MacPrefix.in(catalogue, "nat.prefixes");
        serverMemory = catalogue.milliseconds("dhcp.server.memory.ms");
        this.findings = findings;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(DhcpMessage.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        DhcpMessage seen = (DhcpMessage) event;
        if (!seen.reply()) {
            request(seen, out);
        } else if ((seen.type() == OFFER || seen.type() == ACK) && seen.serverId() != null) {
            answer(seen, out);
        }
    }

    private void request(DhcpMessage seen, EvidenceListener out) {
        asked.put(seen.transaction(), seen.client() == null ? 0 : seen.client().bits());
        Station client = Station.of(seen.origin().flow(), seen.client());
        if (client != null
                && seen.hostName() != null
                && clientNames.matcher(seen.hostName()).matches()) {
            findings.found(
                    client,
                    clientName,
                    Method.SECURE_NAT,
                    seen.origin(),
                    false,
                    null,
                    client.mac() + " asks for an address as \"" + seen.hostName() + "\"",
                    Octets.NONE,
                    out);
        }
    }

    private void answer(DhcpMessage seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        Station server = Station.sender(flow, seen.direction());
        if (server == null || !seen.relay().equals(NONE)) {
            return;
        }
        Long client = asked.get(seen.transaction());
        boolean answers = client != null && seen.client() != null && client == seen.client().bits();
        if (hasForm(seen)) {
            boolean virtual = prefixes.stream().anyMatch(p -> p.fits(server.mac()));
            Technique technique = virtual ? formAndStation : form;
            if (virtual && network.contains(seen.serverId())) {
                technique = formAndNetwork;
            }
            found(seen, server, technique, Method.SECURE_NAT, answers, formDetail(seen), out);
        }
        secondServer(seen, server, answers, out);
    }

    private boolean hasForm(DhcpMessage seen) {
        Flow flow = seen.origin().flow();
        IpAddress to =
                (seen.direction() == Direction.TO_SERVER ? flow.server() : flow.client()).address();
        String order =
                seen.options().stream().map(String::valueOf).collect(Collectors.joining(" "));
        // a server that follows RFC 2131 §4.1 broadcasts only if it was asked to
        return seen.flags() == 0
                && to != null
                && to.low() == BROADCAST
                && seen.seconds() == 0
                && seen.namesEmpty()
                && seen.length() >= LEAST
                && seen.nextServer().equals(seen.serverId())
                && options.matcher(order).matches();
    }

    private static String formDetail(DhcpMessage seen) {
        return "DHCP "
                + (seen.type() == OFFER ? "offer" : "acknowledgement")
                + " of "
                + seen.serverId()
                + " with options "
                + seen.options()
                + ", broadcast unasked";
    }

    private void secondServer(
            DhcpMessage seen, Station station, boolean answers, EvidenceListener out) {
        long time = seen.origin().time();
        Server known = servers.get(station.vlan());
        boolean old = known == null || time - known.lastHeard() > serverMemory;
        if (old || known.id().equals(seen.serverId()) || known.station().equals(station)) {
            if (old || known.station().equals(station)) {
                servers.put(station.vlan(), new Server(seen.serverId(), station, time));
            }
            return;
        }
        found(
                seen,
                station,
                secondServer,
                Method.BRIDGE,
                answers,
                "second DHCP server "
                        + seen.serverId()
                        + " at "
                        + station.mac()
                        + " where "
                        + known.id()
                        + " at "
                        + known.station().mac()
                        + " was",
                out);
    }

    private void found(
            DhcpMessage seen,
            Station server,
            Technique technique,
            Method method,
            boolean answers,
            String detail,
            EvidenceListener out) {
        findings.found(
                server, technique, method, seen.origin(), answers, null, detail, Octets.NONE, out);
    }
}
