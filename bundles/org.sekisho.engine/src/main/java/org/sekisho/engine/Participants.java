// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ReferenceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.detect.Detector;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.engine.dispatch.Analysing;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.Instances;
import org.sekisho.engine.inspect.Provider;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.inspect.Standing;
import org.sekisho.engine.judge.DetectorSnapshot;
import org.sekisho.engine.judge.JudgingBounds;
import org.sekisho.engine.roster.FaultReport;
import org.sekisho.exchange.Admission;
import org.sekisho.exchange.Comparison;
import org.sekisho.exchange.Seating;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dissectors and detectors that are present. They come and go while frames flow: every change
 * makes a new snapshot for every analysis, and a service is let go only when no thread of any
 * analysis runs its code any more.
 */
@Component(service = Participants.class, configurationPid = "org.sekisho.engine")
@Designate(ocd = EngineConfiguration.class)
public final class Participants {
    private static final Logger LOG = LoggerFactory.getLogger(Participants.class);

    /** Service property in which Declarative Services names a component. */
    private static final String COMPONENT = "component.name";

    /** How long streams that nobody knows wait for a stream dissector that is being updated. */
    private static final long AWAITED_NANOS = 5_000_000_000L;

    /** Those that were taken out and whose services are gone are still told of, so many of them. */
    private static final int MOST_FORMER = 64;

    private final EngineConfiguration config;
    private final FaultReport faults;
    private final Map<Long, Admission> admissions = new HashMap<>();
    private final List<Standing> former = new ArrayList<>();
    private final long quiescenceNanos;
    private final List<Analysing> analyses = new CopyOnWriteArrayList<>();
    private final List<Seat<StreamDissector>> streams = new ArrayList<>();
    private final List<Seat<DatagramDissector>> datagrams = new ArrayList<>();
    private final List<Seat<LinkDissector>> links = new ArrayList<>();
    private final List<Seat<Detector>> detectors = new ArrayList<>();
    private long awaitedUntil = System.nanoTime();
    private DissectorSnapshot dissectorSnapshot = DissectorSnapshot.empty();
    private DetectorSnapshot detectorSnapshot = new DetectorSnapshot(0, List.of());

    /** Made by Declarative Services. */
    @Activate
    public Participants(EngineConfiguration config, @Reference FaultReport faults) {
        this.config = config;
        this.faults = faults;
        this.quiescenceNanos = config.quiescence_ms() * 1_000_000L;
    }

    /** What detectors of a live analysis may use up. */
    public JudgingBounds bounds() {
        return new JudgingBounds(
                config.stall_ms() * 1_000_000L,
                config.evidence_per_event(),
                config.evidence_per_second(),
                config.slow_event_micros() * 1000L);
    }

    /** From now on the analysis is told who takes part; it is told at once who does now. */
    public synchronized void join(Analysing analysis) {
        analyses.add(analysis);
        analysis.want(dissectorSnapshot);
        analysis.want(detectorSnapshot);
    }

    /** The analysis is over. */
    public void leave(Analysing analysis) {
        analyses.remove(analysis);
    }

    /** Says how the services of a bundle may take part, whether they are here already or not. */
    public synchronized void admit(long bundle, Admission admission) {
        admissions.put(bundle, admission);
        apply(bundle, admission);
    }

    /** The bundle is gone for good. */
    public synchronized void forget(long bundle) {
        admissions.remove(bundle);
        former.removeIf(each -> each.provider().bundle() == bundle);
        apply(bundle, Standing.SHIPPED);
    }

    private void apply(long bundle, Admission admission) {
        seats().map(Seat::standing)
                .filter(each -> each.provider().bundle() == bundle)
                .forEach(each -> each.admit(admission));
        publish();
    }

    /** Everybody who is here, and who was taken out before its service left. */
    public synchronized List<Seating> seatings() {
        return Stream.concat(seats().map(Seat::standing), former.stream())
                .map(Standing::seating)
                .toList();
    }

    private Stream<Seat<?>> seats() {
        return Stream.of(streams, datagrams, links, detectors).flatMap(List::stream);
    }

    /** How the shadow detector of this bundle compares, or null if there is none. */
    public Comparison compare(long bundle) {
        return analyses.stream()
                .map(each -> each.compare(bundle))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Reference(
            service = StreamDissector.class,
            scope = ReferenceScope.PROTOTYPE_REQUIRED,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStreamDissector(
            ComponentServiceObjects<StreamDissector> objects, Map<String, Object> properties) {
        join(
                "stream dissector",
                streams,
                objects,
                properties,
                StreamDissector::protocol,
                StreamDissector::stateLayout,
                StreamDissector::stateSize);
    }

    void unbindStreamDissector(Map<String, Object> properties) {
        leave(streams, properties);
    }

    @Reference(
            service = DatagramDissector.class,
            scope = ReferenceScope.PROTOTYPE_REQUIRED,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDatagramDissector(
            ComponentServiceObjects<DatagramDissector> objects, Map<String, Object> properties) {
        join(
                "datagram dissector",
                datagrams,
                objects,
                properties,
                DatagramDissector::protocol,
                DatagramDissector::stateLayout,
                DatagramDissector::stateSize);
    }

    void unbindDatagramDissector(Map<String, Object> properties) {
        leave(datagrams, properties);
    }

    @Reference(
            service = LinkDissector.class,
            scope = ReferenceScope.PROTOTYPE_REQUIRED,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindLinkDissector(
            ComponentServiceObjects<LinkDissector> objects, Map<String, Object> properties) {
        join(
                "link dissector",
                links,
                objects,
                properties,
                LinkDissector::protocol,
                any -> 0,
                any -> 0);
    }

    void unbindLinkDissector(Map<String, Object> properties) {
        leave(links, properties);
    }

    @Reference(
            service = Detector.class,
            scope = ReferenceScope.PROTOTYPE_REQUIRED,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindDetector(ComponentServiceObjects<Detector> objects, Map<String, Object> properties) {
        join("detector", detectors, objects, properties, Detector::name, any -> 0, any -> 0);
    }

    void unbindDetector(Map<String, Object> properties) {
        leave(detectors, properties);
    }

    private <T> void join(
            String kind,
            List<Seat<T>> seats,
            ComponentServiceObjects<T> objects,
            Map<String, Object> properties,
            Function<T, String> name,
            Function<T, Integer> layout,
            Function<T, Integer> stateSize) {
        T first = objects.getService();
        if (first == null) {
            return;
        }
        try {
            String called = name.apply(first);
            Provider provider = provider(kind, objects, properties);
            Integer stateLayout = layout.apply(first);
            Integer size = stateSize.apply(first);
            synchronized (this) {
                Standing standing =
                        new Standing(
                                provider,
                                called,
                                admissions.getOrDefault(provider.bundle(), Standing.SHIPPED),
                                config.failures_max(),
                                config.probation_failures_max(),
                                (who, reason, since) ->
                                        faults.takenOut(who.bundle(), reason, since));
                if (standing.isRefused()) {
                    LOG.warn("{}", standing.seating().reason());
                }
                // until an analysis has seated it: whoever waits for that must not look too early
                standing.warmingUp(seats == (List<?>) detectors && !analyses.isEmpty());
                seats.add(
                        new Seat<>(
                                id(properties),
                                properties.get(Constants.SERVICE_RANKING) instanceof Integer rank
                                        ? rank
                                        : 0,
                                called,
                                stateLayout,
                                size,
                                new Services<>(objects),
                                standing));
                former.removeIf(each -> each.isSuccessor(standing));
                if (seats == (List<?>) streams) {
                    awaitedUntil = System.nanoTime();
                }
                publish();
            }
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("{} can't take part and is left out", properties.get(COMPONENT), fault);
        } finally {
            objects.ungetService(first);
        }
    }

    private void leave(List<? extends Seat<?>> seats, Map<String, Object> properties) {
        synchronized (this) {
            Optional<? extends Seat<?>> left =
                    seats.stream().filter(seat -> seat.id() == id(properties)).findFirst();
            if (left.isEmpty()) {
                return;
            }
            seats.remove(left.get());
            remember(left.get().standing());
            if (seats == (List<?>) streams) {
                awaitedUntil = System.nanoTime() + AWAITED_NANOS;
            }
            publish();
        }
        awaitQuiescence(properties);
    }

    private void remember(Standing left) {
        if (left.isTakenOut()) {
            former.add(left);
            if (former.size() > MOST_FORMER) {
                former.remove(0);
            }
        }
    }

    private static Provider provider(
            String kind, ComponentServiceObjects<?> objects, Map<String, Object> properties) {
        Bundle bundle = objects.getServiceReference().getBundle();
        return new Provider(
                (Long) properties.get(Constants.SERVICE_BUNDLEID),
                bundle == null ? "" : bundle.getSymbolicName(),
                bundle == null ? "" : bundle.getVersion().toString(),
                kind);
    }

    private static long id(Map<String, Object> properties) {
        return (Long) properties.get(Constants.SERVICE_ID);
    }

    private void publish() {
        dissectorSnapshot =
                new DissectorSnapshot(
                        dissectorSnapshot.version() + 1,
                        admitted(streams),
                        admitted(datagrams),
                        admitted(links),
                        awaitedUntil);
        detectorSnapshot = new DetectorSnapshot(detectorSnapshot.version() + 1, detectors);
        for (Analysing analysis : analyses) {
            analysis.want(dissectorSnapshot);
            analysis.want(detectorSnapshot);
        }
    }

    private static <T> List<Seat<T>> admitted(List<Seat<T>> seats) {
        return seats.stream().filter(seat -> !seat.standing().isRefused()).toList();
    }

    /** Returns when no thread runs code of what left, or when the deadline has passed. */
    private void awaitQuiescence(Map<String, Object> properties) {
        long deadline = System.nanoTime() + quiescenceNanos;
        try {
            for (Analysing analysis : analyses) {
                if (!analysis.awaitQuiescence(deadline - System.nanoTime())) {
                    LOG.error(
                            "code of {} is still running after the deadline",
                            properties.get(COMPONENT));
                }
            }
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Instances through Declarative Services. A service may leave while a thread asks for it; that
     * is an answer, not a fault of the analysis.
     */
    private record Services<T>(ComponentServiceObjects<T> objects) implements Instances<T> {
        @Override
        public T take() {
            T instance;
            try {
                instance = objects.getService();
            } catch (IllegalStateException gone) {
                return null;
            }
            if (instance == null && objects.getServiceReference().getBundle() != null) {
                throw new IllegalStateException("an instance could not be made; see the log");
            }
            return instance;
        }

        @Override
        public void giveBack(T instance) {
            try {
                objects.ungetService(instance);
            } catch (IllegalStateException gone) {
                LOG.debug("the service of {} left before its instance", instance, gone);
            }
        }
    }
}
