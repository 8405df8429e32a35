// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.event.ssh.SshBanner;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.packet.Transport;

/**
 * SE-DIR-PATTERN: nothing but how many bytes went which way before the other end spoke (wire facts
 * §12), on any TCP connection. It is what is left of a session behind SSH, where the real server
 * can't be seen: the SSH server stands for it.
 *
 * <p>Only the first 32 turns of a connection are known. Behind SSH that is enough for what begins
 * within a dozen turns after the login, and not for a session opened later on the same connection.
 */
final class TurnTechnique implements TechniqueGroup {
    private static final int FLOWS = 8_192;

    private final Technique pattern;
    private final Technique inSsh;
    private final TurnPattern volumes;
    private final Subjects subjects;
    private final Map<Long, Boolean> ssh = new BoundedMap<>(FLOWS);
    private final Map<Long, Boolean> told = new BoundedMap<>(FLOWS);

    /** The first hello in each connection, which knows the proxy's target and offered protocols. */
    private final Map<Long, ClientHello> hellos = new BoundedMap<>(FLOWS);

    TurnTechnique(Catalogue catalogue, Subjects subjects) {
        pattern = catalogue.technique("SE-DIR-PATTERN");
        inSsh = catalogue.technique("SE-DIR-PATTERN", "ssh");
        volumes = new TurnPattern(catalogue);
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(FlowTurns.class, SshBanner.class, ClientHello.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        long outermost = event.origin().flow().outermost().id();
        if (event instanceof SshBanner) {
            ssh.put(outermost, true);
        } else if (event instanceof ClientHello hello) {
            hellos.putIfAbsent(outermost, hello);
        } else if (event instanceof FlowTurns turns
                && turns.origin().flow().transport() == Transport.TCP
                && !told.containsKey(outermost)) {
            judge(turns, out);
        }
    }

    private void judge(FlowTurns event, EvidenceListener out) {
        List<Turn> turns = event.turns();
        TurnPattern.Match match = volumes.in(turns);
        Flow flow = event.origin().flow();
        ClientHello hello = hellos.get(flow.id());
        if (match == null || hello != null && !hello.alpn().isEmpty()) {
            return;
        }
        told.put(flow.id(), true);
        String seen = "volumes by turns from turn " + (match.from() + 1) + " on: ";
        String detail = seen + TurnPattern.describe(turns, match);
        if (ssh.containsKey(flow.id())) {
            boolean telling =
                    volumes.followsChannel(turns, match) && volumes.hasDefaultFlight(turns, match);
            new Report(telling ? inSsh : pattern, event.origin(), subjects.of(flow))
                    .tunnel(Method.SSH)
                    .to(
                            out,
                            detail
                                    + (telling
                                            ? ", after a channel was opened, the second as with a"
                                                    + " default certificate"
                                            : "")
                                    + "; inside SSH, so the real server can't be seen");
            return;
        }
        Flow innermost = hello != null ? hello.origin().flow() : flow;
        new Report(pattern, event.origin(), subjects.of(innermost))
                .tunnel(Subjects.method(innermost))
                .to(out, detail);
    }
}
