// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.softether.DnsTunnelMessage;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;

/**
 * SE-RACE: within a fraction of a second a client tries TCP, NAT traversal, DNS and ICMP to one and
 * the same server (wire facts §6.1). It proves the client alone.
 */
final class RaceTechnique implements TechniqueGroup {
    private static final int PAIRS = 8_192;

    private enum Path {
        NAT_TRAVERSAL,
        DNS,
        ICMP
    }

    private record Pair(IpAddress client, IpAddress server) {}

    private final Technique race;
    private final long window;
    private final int paths;
    private final List<Pattern> names;
    private final Subjects subjects;
    private final RecentContacts contacts;
    private final Map<Pair, Map<Path, Long>> tried = new BoundedMap<>(PAIRS);

    RaceTechnique(Catalogue catalogue, Subjects subjects, RecentContacts contacts) {
        race = catalogue.technique("SE-RACE");
        window = catalogue.milliseconds("race.window.ms");
        paths = catalogue.number("race.paths", 1, Path.values().length);
        names = List.of(catalogue.pattern("natt.name.4"), catalogue.pattern("natt.name.5"));
        this.subjects = subjects;
        this.contacts = contacts;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(DnsMessage.class, DnsTunnelMessage.class, IcmpDigest.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        Origin origin = event.origin();
        IpAddress client = origin.flow().client().address();
        IpAddress server = origin.flow().server().address();
        if (event instanceof DnsTunnelMessage seen && seen.direction() == Direction.TO_SERVER) {
            attempt(origin, client, server, Path.DNS, out);
        } else if (event instanceof IcmpDigest seen && seen.direction() == Direction.TO_SERVER) {
            attempt(origin, client, server, Path.ICMP, out);
        } else if (event instanceof DnsMessage seen && !seen.response() && client != null) {
            int digest = digest(seen);
            if (digest < 0) {
                return;
            }
            for (RecentContacts.Contact contact : contacts.of(client)) {
                if (origin.time() - contact.time() <= window
                        && NameTechniques.digest(contact.server()) == digest) {
                    attempt(origin, client, contact.server(), Path.NAT_TRAVERSAL, out);
                    return;
                }
            }
        }
    }

    private int digest(DnsMessage message) {
        for (Pattern pattern : names) {
            Matcher matcher =
                    pattern.matcher(
                            message.questions().isEmpty() ? "" : message.questions().get(0).name());
            if (matcher.matches()) {
                return Integer.parseInt(matcher.group(1) + matcher.group(2), 16);
            }
        }
        return -1;
    }

    private void attempt(
            Origin origin, IpAddress client, IpAddress server, Path path, EvidenceListener out) {
        if (client == null || server == null) {
            return;
        }
        RecentContacts.Contact dialled = contacts.latest(client, server);
        if (dialled == null
                || dialled.roles() != Roles.SYN
                || origin.time() - dialled.time() > window) {
            return;
        }
        Map<Path, Long> seen =
                tried.computeIfAbsent(new Pair(client, server), p -> new EnumMap<>(Path.class));
        seen.values().removeIf(time -> origin.time() - time > window);
        int before = seen.size();
        seen.put(path, origin.time());
        if (seen.size() > before && seen.size() == paths) {
            new Report(
                            race,
                            origin,
                            subjects.with(origin.flow(), server, dialled.port(), Roles.SYN))
                    .attempt(Method.TLS)
                    .twoWay(false)
                    .to(
                            out,
                            "TCP and "
                                    + seen.keySet()
                                    + " to "
                                    + server
                                    + " within "
                                    + (origin.time() - dialled.time()) / 1_000_000
                                    + " ms");
        }
    }
}
