// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.dns.DnsQuestion;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.softether.DnsTunnelMessage;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.packet.IpAddress;

/**
 * Names that SoftEther looks up: SE-NATT-DNS, SE-DDNS, SE-KEEPALIVE and SE-AZURE-ACTL (wire facts
 * §6.2 and §7).
 *
 * <p>The name that a client asks for before NAT traversal holds two hexadecimal digits of the SHA-1
 * of its server's address, so the look-up can be tied to a server the host talks to at that time. A
 * look-up that can't be tied is about the host alone; whether that host dials or listens, its other
 * look-ups tell. The resolver's answer shows nothing of the tunnel's other end, so none of this
 * counts as two-way.
 */
final class NameTechniques implements TechniqueGroup {
    private static final int HOSTS = 8_192;
    private static final int PENDING = 64;

    /** A look-up that waits for a flow it can be tied to. */
    private record Pending(Origin origin, String name, int digest, String generation) {}

    /** A kind of name: whose software asks for it and what it proves. */
    private record Kind(Technique technique, Pattern pattern, boolean listens, String generation) {}

    private final Technique natt;
    private final Technique nattTied;
    private final Technique nattZone;
    private final List<Pattern> nattPatterns;
    private final List<String> nattGenerations;
    private final Pattern nattZones;
    private final List<Kind> kinds = new ArrayList<>();
    private final List<String> parts;
    private final long tieBefore;
    private final long tieAfter;
    private final Subjects subjects;
    private final RecentContacts contacts;

    private final Map<IpAddress, List<Pending>> pending = new BoundedMap<>(HOSTS);
    private final Map<IpAddress, Boolean> listeners = new BoundedMap<>(HOSTS);

    NameTechniques(Catalogue catalogue, Subjects subjects, RecentContacts contacts) {
        natt = catalogue.technique("SE-NATT-DNS");
        nattTied = catalogue.technique("SE-NATT-DNS", "tied");
        nattZone = catalogue.technique("SE-NATT-DNS", "zone");
        nattPatterns =
                List.of(
                        catalogue.pattern("natt.name.4"),
                        catalogue.pattern("natt.name.5"),
                        catalogue.pattern("natt.name.early"));
        nattGenerations = List.of("4", "5", "4");
        nattZones = catalogue.pattern("natt.zones");
        tieBefore = catalogue.milliseconds("natt.tie.before.ms");
        tieAfter = catalogue.milliseconds("natt.tie.after.ms");
        Technique ddns = catalogue.technique("SE-DDNS");
        kinds.add(new Kind(ddns, catalogue.pattern("ddns.name.5"), true, "5"));
        kinds.add(new Kind(ddns, catalogue.pattern("ddns.name.4"), true, "4"));
        kinds.add(new Kind(ddns, catalogue.pattern("ddns.names.server"), true, null));
        kinds.add(new Kind(ddns, catalogue.pattern("ddns.names.tool"), false, null));
        kinds.add(
                new Kind(
                        catalogue.technique("SE-KEEPALIVE", "name"),
                        catalogue.pattern("keepalive.names"),
                        true,
                        null));
        kinds.add(
                new Kind(
                        catalogue.technique("SE-DDNS", "host"),
                        catalogue.pattern("ddns.names.host"),
                        false,
                        null));
        kinds.add(
                new Kind(
                        catalogue.technique("SE-AZURE-ACTL", "name"),
                        catalogue.pattern("azure.names.host"),
                        false,
                        null));
        parts = catalogue.words("names.parts");
        this.subjects = subjects;
        this.contacts = contacts;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(
                DnsMessage.class, FlowStarted.class, DnsTunnelMessage.class, IcmpDigest.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof DnsMessage message) {
            Set<String> names = new LinkedHashSet<>();
            message.questions().stream().map(DnsQuestion::name).forEach(names::add);
            for (String name : names) {
                // most names of a network are none of ours; look closely only at the few
                if (parts.stream().anyMatch(name::contains)) {
                    judge(message, name, out);
                }
            }
        } else {
            tieLater(event.origin(), out);
        }
    }

    private void judge(DnsMessage message, String name, EvidenceListener out) {
        for (int i = 0; i < nattPatterns.size(); i++) {
            Matcher matcher = nattPatterns.get(i).matcher(name);
            if (matcher.matches()) {
                int digest = Integer.parseInt(matcher.group(1) + matcher.group(2), 16);
                Pending lookup =
                        new Pending(message.origin(), name, digest, nattGenerations.get(i));
                judgeNatt(message, lookup, out);
                return;
            }
        }
        if (nattZones.matcher(name).matches()) {
            about(message, nattZone, false, null, name, out);
            return;
        }
        for (Kind kind : kinds) {
            if (kind.pattern().matcher(name).matches()) {
                about(message, kind.technique(), kind.listens(), kind.generation(), name, out);
                return;
            }
        }
    }

    private void about(
            DnsMessage message,
            Technique technique,
            boolean listens,
            String generation,
            String name,
            EvidenceListener out) {
        IpAddress host = message.origin().flow().client().address();
        if (listens && host != null) {
            listeners.put(host, true);
        }
        new Report(technique, message.origin(), host(message.origin(), listens))
                .twoWay(false)
                .generation(generation)
                .matched(name)
                .to(out, "DNS name " + name);
    }

    private Subject host(Origin origin, boolean listens) {
        return listens ? subjects.listening(origin.flow()) : subjects.clientOnly(origin.flow());
    }

    private void judgeNatt(DnsMessage message, Pending lookup, EvidenceListener out) {
        IpAddress host = message.origin().flow().client().address();
        if (host == null) {
            return;
        }
        RecentContacts.Contact tied = null;
        for (RecentContacts.Contact contact : contacts.of(host)) {
            long before = lookup.origin().time() - contact.time();
            if (before <= tieBefore && digest(contact.server()) == lookup.digest()) {
                tied = contact;
            }
        }
        if (tied != null) {
            tie(lookup, lookup.origin(), tied, out);
            return;
        }
        boolean listens = listeners.containsKey(host);
        new Report(natt, lookup.origin(), host(lookup.origin(), listens))
                .twoWay(false)
                .generation(lookup.generation())
                .matched(lookup.name())
                .to(out, "DNS name " + lookup.name());
        List<Pending> waiting = pending.computeIfAbsent(host, h -> new ArrayList<>(1));
        waiting.removeIf(w -> lookup.origin().time() - w.origin().time() > tieAfter);
        if (waiting.size() < PENDING) {
            waiting.add(lookup);
        }
    }

    private void tieLater(Origin started, EvidenceListener out) {
        IpAddress host = started.flow().client().address();
        IpAddress server = started.flow().server().address();
        List<Pending> waiting = host == null ? null : pending.get(host);
        if (waiting == null || server == null) {
            return;
        }
        waiting.removeIf(w -> started.time() - w.origin().time() > tieAfter);
        for (Pending lookup : waiting) {
            if (digest(server) == lookup.digest()) {
                tie(lookup, started, contacts.latest(host, server), out);
                waiting.remove(lookup);
                break;
            }
        }
        if (waiting.isEmpty()) {
            pending.remove(host);
        }
    }

    private void tie(
            Pending lookup, Origin origin, RecentContacts.Contact tied, EvidenceListener out) {
        if (tied == null) {
            return;
        }
        Roles roles = tied.roles();
        Subject subject = subjects.with(lookup.origin().flow(), tied.server(), tied.port(), roles);
        new Report(nattTied, origin, subject)
                .attempt(Method.R_UDP)
                .twoWay(false)
                .generation(lookup.generation())
                .matched(lookup.name())
                .to(
                        out,
                        "DNS name "
                                + lookup.name()
                                + ", whose digits are those of SHA-1("
                                + tied.server()
                                + ")");
    }

    /** Byte 1 of the SHA-1 of an IPv4 address (wire facts §6.2); -1 for IPv6. */
    static int digest(IpAddress address) {
        if (address == null || address.v6()) {
            return -1;
        }
        try {
            return MessageDigest.getInstance("SHA-1").digest(address.toBytes())[1] & 0xff;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
