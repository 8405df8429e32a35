// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.detect.Detector;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.CatalogueException;
import org.sekisho.event.Event;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.softether.DnsTunnelMessage;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.event.tls.ClientHello;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each event to the techniques that asked for its type, after shared memory has learnt it.
 */
@Component(
        service = Detector.class,
        scope = ServiceScope.PROTOTYPE,
        configurationPid = SoftEtherDetector.PID)
@Designate(ocd = SoftEtherConfiguration.class)
public final class SoftEtherDetector implements Detector {
    static final String PID = "org.sekisho.detector.softether";

    private static final Logger LOG = LoggerFactory.getLogger(SoftEtherDetector.class);

    private final RecentNames names = new RecentNames();
    private final RecentContacts contacts = new RecentContacts();
    private final TlsSessions sessions = new TlsSessions();
    private final List<Technique> techniques;
    private final Map<Class<? extends Event>, List<TechniqueGroup>> groups = new HashMap<>();
    private final HubTechnique hubs;
    private final ConfirmationTechnique confirmations;
    private final KnownServerTechnique knownServers;
    private final AgainstTechniques against;
    private final OpenVpnTechnique openVpn;
    private final Set<Class<? extends Event>> events = new LinkedHashSet<>();

    /** Reads the catalogue; a bad one is reported and the shipped one used. */
    @Activate
    public SoftEtherDetector(SoftEtherConfiguration configuration) {
        this(configuration.catalogue());
    }

    SoftEtherDetector(String file) {
        Catalogue catalogue = Catalogue.shipped(SoftEtherDetector.class);
        Built built = null;
        if (file != null && !file.isBlank()) {
            try {
                Catalogue own = Catalogue.read(Path.of(file.strip()));
                built = build(own);
                catalogue = own;
                LOG.info("technique catalogue {} in use", own.source());
            } catch (CatalogueException | InvalidPathException e) {
                LOG.error("{}; the shipped technique catalogue stays in use", e.getMessage());
            }
        }
        if (built == null) {
            built = build(catalogue);
        }
        techniques = catalogue.techniques();
        // what shared memory learns from, even if no group asks for it
        events.addAll(
                List.of(
                        DnsMessage.class,
                        FlowStarted.class,
                        FlowEnded.class,
                        DnsTunnelMessage.class,
                        IcmpDigest.class,
                        ClientHello.class));
        hubs = built.hubs();
        confirmations = built.confirmations();
        knownServers = built.knownServers();
        against = built.against();
        openVpn = built.openVpn();
        for (TechniqueGroup group : built.groups()) {
            for (Class<? extends Event> type : group.events()) {
                groups.computeIfAbsent(type, t -> new ArrayList<>()).add(group);
                events.add(type);
            }
        }
    }

    /** What a catalogue makes. */
    private record Built(
            List<TechniqueGroup> groups,
            OpenVpnTechnique openVpn,
            HubTechnique hubs,
            ConfirmationTechnique confirmations,
            KnownServerTechnique knownServers,
            AgainstTechniques against) {}

    private Built build(Catalogue catalogue) {
        Subjects subjects = new Subjects(names);
        OpenVpnTechnique clone = new OpenVpnTechnique(catalogue, subjects, sessions);
        HubTechnique hub = new HubTechnique(catalogue);
        ConfirmationTechnique confirmation = new ConfirmationTechnique(catalogue, subjects);
        KnownServerTechnique known = new KnownServerTechnique(catalogue, subjects);
        AgainstTechniques against = new AgainstTechniques(catalogue, subjects, sessions);
        List<TechniqueGroup> built =
                List.of(
                        clone,
                        confirmation,
                        known,
                        against,
                        new IpsecTechniques(catalogue, subjects),
                        new SstpTechnique(catalogue, subjects, sessions, known),
                        new UdpAccelerationTechnique(catalogue, subjects, contacts),
                        new ReliableUdpTechniques(catalogue, subjects),
                        new DisguiseTechniques(catalogue, subjects),
                        new NatTraversalTechnique(catalogue, subjects),
                        new NameTechniques(catalogue, subjects, contacts),
                        new ServiceTechniques(catalogue, subjects),
                        new RaceTechnique(catalogue, subjects, contacts),
                        new ProxyTechnique(catalogue, subjects),
                        new TlsHelloTechniques(catalogue, subjects, sessions),
                        new CertificateTechnique(catalogue, subjects),
                        new TlsRecordTechniques(catalogue, subjects, sessions),
                        new TlsPaceTechniques(catalogue, subjects, sessions),
                        new FramingLossTechnique(catalogue, subjects, sessions),
                        new MultipleConnectionsTechnique(catalogue, subjects, sessions),
                        new TurnTechnique(catalogue, subjects),
                        new EarlyPortTechnique(catalogue, subjects),
                        new EvasionTechnique(catalogue, subjects));
        catalogue.refuseUnused();
        return new Built(built, clone, hub, confirmation, known, against);
    }

    /**
     * Judges a catalogue without using it.
     *
     * @throws CatalogueException naming file, key, value and remedy if it has a mistake
     */
    static void check(String file) {
        if (file != null && !file.isBlank()) {
            new SoftEtherDetector("").build(Catalogue.read(Path.of(file.strip())));
        }
    }

    /** Who takes which events; may be wrapped to be measured. */
    Collection<List<TechniqueGroup>> groups() {
        return groups.values();
    }

    @Override
    public String name() {
        return "softether";
    }

    @Override
    public Collection<Technique> techniques() {
        return techniques;
    }

    @Override
    public Collection<Technique> lookingFor() {
        return techniques.stream()
                .filter(each -> !ConfirmationTechnique.ONLY_IF_ASKED.contains(each.id()))
                .toList();
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.copyOf(events);
    }

    @Override
    public void judge(Event event, EvidenceListener listener) {
        if (event instanceof DnsMessage message) {
            names.learn(message);
        } else if (event instanceof FlowStarted started) {
            contacts.begun(started.origin().flow(), started.origin().time());
        } else if (event instanceof DnsTunnelMessage || event instanceof IcmpDigest) {
            contacts.begun(event.origin().flow(), event.origin().time());
        } else {
            sessions.learn(event);
        }
        EvidenceListener out =
                evidence -> {
                    listener.evidence(evidence);
                    hubs.seen(evidence, listener);
                    confirmations.seen(evidence, listener);
                    knownServers.seen(evidence, listener);
                    against.seen(evidence, listener);
                };
        if (OpenVpnTechnique.carries(event)) {
            // the client's own TLS, which says nothing of SoftEther
            openVpn.judge(event, out);
        } else {
            for (TechniqueGroup group : groups.getOrDefault(event.getClass(), List.of())) {
                group.judge(event, out);
            }
        }
        if (event instanceof FlowEnded ended) {
            sessions.forget(ended);
        }
    }
}
