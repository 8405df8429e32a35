// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.util.List;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;

/** Tunnels and flows to talk about. */
public final class Samples {
    public static final String SERVER = "198.51.100.7";
    private static final Technique TECHNIQUE =
            new Technique("T-FOUND", "found", "test", true, 0, "estimated");

    private Samples() {}

    /** A session over TLS from this client, seen in one flow. */
    public static Detection tunnel(long id, String client, long flow, long seen) {
        return tunnel(id, client, SERVER, State.CONFIRMED, flow, seen);
    }

    public static Detection tunnel(
            long id, String client, String server, State state, long flow, long seen) {
        Party dials = new Party(IpAddress.parse(client), 50_000, null, null);
        Party listens = new Party(IpAddress.parse(server), 443, null, null);
        Evidence evidence =
                new Evidence(
                        TECHNIQUE,
                        "softether",
                        Finding.TUNNEL,
                        new Subject(dials, listens, Roles.SYN, null),
                        Method.TLS,
                        true,
                        "5",
                        flow,
                        7,
                        seen,
                        "seen",
                        Octets.NONE);
        return new Detection(
                id,
                "softether",
                state,
                0.99,
                0.001,
                dials,
                listens,
                Method.TLS,
                List.of(Method.TLS),
                null,
                "tcp",
                "5",
                seen,
                seen,
                7,
                true,
                List.of(evidence),
                List.of());
    }

    /** The same tunnel with further evidence. */
    public static Detection seenAgain(Detection before, long seen) {
        return new Detection(
                before.id(),
                before.tunnel(),
                before.state(),
                before.confidence(),
                before.prior(),
                before.client(),
                before.server(),
                before.method(),
                before.methods(),
                before.via(),
                before.transport(),
                before.generation(),
                before.firstSeen(),
                seen,
                before.decidedAtFrame(),
                before.twoWay(),
                before.evidence(),
                before.notSeen());
    }

    public static Block pair(String client) {
        return pair(client, SERVER);
    }

    public static Block pair(String client, String server) {
        return Block.pair(IpAddress.parse(client), IpAddress.parse(server), Action.DROP);
    }

    /** A TCP flow to the server's port 443. */
    public static Flow flow(long id, String client, int port, String server) {
        return new Flow(
                id,
                Transport.TCP,
                new Endpoint(IpAddress.parse(client), port),
                new Endpoint(IpAddress.parse(server), 443),
                null,
                null,
                -1,
                Roles.SYN,
                null,
                null);
    }

    public static Origin at(Flow flow, long time) {
        return new Origin(flow, 1, time, true);
    }
}
