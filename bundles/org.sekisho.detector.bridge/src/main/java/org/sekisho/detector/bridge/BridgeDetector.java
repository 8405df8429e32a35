// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

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
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.softether.ClearFrames;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.event.softether.NatTraversalMessage;
import org.sekisho.event.softether.RudpSignature;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.event.tls.TlsRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each event to the techniques that asked for its type, after shared memory has learnt it.
 */
@Component(
        service = Detector.class,
        scope = ServiceScope.PROTOTYPE,
        configurationPid = BridgeDetector.PID)
@Designate(ocd = BridgeConfiguration.class)
public final class BridgeDetector implements Detector {
    static final String PID = "org.sekisho.detector.bridge";

    private static final Logger LOG = LoggerFactory.getLogger(BridgeDetector.class);

    private final Neighbours neighbours = new Neighbours();
    private final OutsideSessions sessions = new OutsideSessions();
    private final Judges judges;
    private final List<Technique> techniques;
    private final Map<Class<? extends Event>, List<TechniqueGroup>> groups = new HashMap<>();
    private final Set<Class<? extends Event>> events = new LinkedHashSet<>();

    /** What is built from a catalogue. */
    private record Judges(
            BridgingHosts hosts, Findings findings, List<TechniqueGroup> techniqueGroups) {}

    /** Reads the catalogue; a bad one is reported and the shipped one used. */
    @Activate
    public BridgeDetector(BridgeConfiguration configuration) {
        this(configuration.catalogue());
    }

    BridgeDetector(String file) {
        Catalogue catalogue = Catalogue.shipped(BridgeDetector.class);
        Judges built = null;
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
        judges = built;
        techniques = catalogue.techniques();
        // what shared memory learns from, even if no group asks for it
        events.addAll(
                List.of(
                        NatTraversalMessage.class,
                        KeepAliveText.class,
                        UdpAccelerationChain.class,
                        ClearFrames.class,
                        RudpSignature.class,
                        DnsMessage.class,
                        FlowStarted.class,
                        FlowTurns.class,
                        TlsRecords.class));
        for (TechniqueGroup group : judges.techniqueGroups()) {
            for (Class<? extends Event> type : group.events()) {
                groups.computeIfAbsent(type, t -> new ArrayList<>()).add(group);
                events.add(type);
            }
        }
    }

    private Judges build(Catalogue catalogue) {
        Polls polls = new Polls(neighbours, catalogue.number("host.silences", 1, 100));
        BridgingHosts hosts = new BridgingHosts(neighbours, polls);
        Findings findings = new Findings(neighbours, hosts, sessions);
        List<TechniqueGroup> built =
                List.of(
                        new PollTechnique(catalogue, findings, hosts, polls),
                        new BeaconTechnique(catalogue, findings),
                        new DhcpTechniques(catalogue, findings),
                        new PrefixTechniques(catalogue, findings),
                        new ForeignSiteTechniques(catalogue, findings),
                        new MoveTechnique(catalogue, findings),
                        new VolumeTechnique(catalogue, findings, hosts, neighbours, sessions),
                        new NameStatusTechnique(catalogue));
        catalogue.refuseUnused();
        return new Judges(hosts, findings, built);
    }

    /**
     * Judges a catalogue without using it.
     *
     * @throws CatalogueException naming file, key, value and remedy if it has a mistake
     */
    static void check(String file) {
        if (file != null && !file.isBlank()) {
            new BridgeDetector("").build(Catalogue.read(Path.of(file.strip())));
        }
    }

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public Collection<Technique> techniques() {
        return techniques;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.copyOf(events);
    }

    @Override
    public void judge(Event event, EvidenceListener listener) {
        neighbours.learn(event);
        sessions.learn(event);
        if (judges.hosts().learn(event)) {
            judges.findings().refresh(event.origin().flow().outermost().vlan(), listener);
        }
        for (TechniqueGroup group : groups.getOrDefault(event.getClass(), List.of())) {
            group.judge(event, listener);
        }
    }
}
