// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
import org.sekisho.event.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each event to the techniques that asked for its type. All of it is weak: it is in one
 * family, together less than what makes a case suspected, and this bundle may not convict.
 */
@Component(
        service = Detector.class,
        scope = ServiceScope.PROTOTYPE,
        configurationPid = TunnelDetector.PID)
@Designate(ocd = TunnelConfiguration.class)
public final class TunnelDetector implements Detector {
    static final String PID = "org.sekisho.detector.tunnel";

    /** What is needed for 0.5 with the usual prior of 1 : 1,000. */
    static final double SUSPECTED = Math.log(1000);

    private static final Logger LOG = LoggerFactory.getLogger(TunnelDetector.class);

    private final Judges judges;
    private final List<Technique> techniques;
    private final Map<Class<? extends Event>, List<TechniqueGroup>> groups = new HashMap<>();
    private final Set<Class<? extends Event>> events = new LinkedHashSet<>();

    /** What is built from a catalogue. */
    private record Judges(Sightings sightings, List<TechniqueGroup> techniqueGroups) {}

    /** Reads the catalogue; a bad one is reported and the shipped one used. */
    @Activate
    public TunnelDetector(TunnelConfiguration configuration) {
        this(configuration.catalogue());
    }

    TunnelDetector(String file) {
        Catalogue catalogue = Catalogue.shipped(TunnelDetector.class);
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
        for (TechniqueGroup group : judges.techniqueGroups()) {
            for (Class<? extends Event> type : group.events()) {
                groups.computeIfAbsent(type, t -> new ArrayList<>()).add(group);
                events.add(type);
            }
        }
    }

    private static Judges build(Catalogue catalogue) {
        Sightings sightings = new Sightings();
        List<TechniqueGroup> built =
                List.of(
                        new ConcentrationTechnique(catalogue, sightings),
                        new SymmetryTechnique(catalogue, sightings),
                        new InnerHandshakeTechnique(catalogue, sightings));
        keepWeak(catalogue);
        catalogue.refuseUnused();
        return new Judges(sightings, built);
    }

    /** Whatever is written into a catalogue: behaviour alone makes nobody suspected. */
    private static void keepWeak(Catalogue catalogue) {
        double sum = 0;
        for (Technique technique : catalogue.techniques()) {
            sum += Math.max(0, technique.weight());
            boolean weak = sum < SUSPECTED && !technique.definitive();
            catalogue.value(
                    "technique."
                            + technique.id()
                            + (technique.definitive() ? ".definitive" : ".weight"),
                    text -> weak ? text : null,
                    "behaviour alone must make nobody suspected: nothing definitive, and all"
                            + " weights together less than "
                            + String.format(Locale.ROOT, "%.1f", SUSPECTED));
        }
    }

    /**
     * Judges a catalogue without using it.
     *
     * @throws CatalogueException naming file, key, value and remedy if it has a mistake
     */
    static void check(String file) {
        if (file != null && !file.isBlank()) {
            build(Catalogue.read(Path.of(file.strip())));
        }
    }

    @Override
    public String name() {
        return "tunnel";
    }

    @Override
    public Collection<Technique> techniques() {
        return techniques;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.copyOf(events);
    }

    /** Hosts, flows and pairs that had to be forgotten because of the bounds of memory. */
    long forgotten() {
        return judges.sightings().forgotten()
                + judges.techniqueGroups().stream().mapToLong(TechniqueGroup::forgotten).sum();
    }

    @Override
    public void judge(Event event, EvidenceListener listener) {
        Flow flow = event.origin().flow();
        if (flow == null || flow.outer() != null) {
            // what lies in another flow shows in how that one behaves
            return;
        }
        for (TechniqueGroup group : groups.getOrDefault(event.getClass(), List.of())) {
            group.judge(event, listener);
        }
    }
}
