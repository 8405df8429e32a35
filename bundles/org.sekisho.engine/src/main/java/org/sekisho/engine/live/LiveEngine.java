// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ReferenceScope;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.analyze.SourceStatus;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.engine.Participants;
import org.sekisho.engine.dispatch.Analysing;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.judge.DetectorSnapshot;
import org.sekisho.engine.judge.Judging;
import org.sekisho.event.EventJournal;
import org.sekisho.event.EventObserver;
import org.sekisho.event.EventSource;
import org.sekisho.exchange.Comparison;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyses what all registered sources deliver, for as long as the daemon runs. Sources, listeners
 * and the journal come and go; the flows of the others are not touched by it.
 */
@Component(service = LiveAnalysis.class, immediate = true, configurationPid = LiveEngine.PID)
@Designate(ocd = LiveConfiguration.class)
public final class LiveEngine implements LiveAnalysis, Analysing, SourceRun.Queues {
    static final String PID = "org.sekisho.engine.live";

    /** Service property of a source that waits when judging is behind, as a file can. */
    static final String WAITS = "sekisho.source.waits";

    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    /** Flows looked into at a time by one worker. */
    private static final int MOST_RECORDS = 1 << 14;

    private static final int MOST_PER_FLOW = 1 << 20;

    /** TCP flows of one worker whose loss is estimated; 32 bytes each, made as needed. */
    private static final int MOST_WATCHED_FOR_LOSS = 1 << 18;

    private final Participants participants;
    private final ComponentServiceObjects<Correlator> correlators;
    private final Correlator correlator;
    private final ComponentServiceObjects<EventJournal> journals;
    private final EventJournal inMemory;
    private final CurrentJournal journal;
    private final Judging judging;
    private final LiveJudge judge;
    private final OutsideEvents outside;
    private final WorkerBounds bounds;
    private final long retryMillis;
    private final AtomicLong frames = new AtomicLong();
    private final WorkerNumbers numbers = new WorkerNumbers();
    private final List<QueueRun> runs = new CopyOnWriteArrayList<>();
    private final PastCounters past = new PastCounters();
    private final Map<Long, SourceRun> sources = new ConcurrentHashMap<>();
    private final List<DetectionListener> listeners = new CopyOnWriteArrayList<>();
    private volatile DissectorSnapshot dissectors = DissectorSnapshot.empty();
    private volatile long shownBackTo = Long.MAX_VALUE;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public LiveEngine(
            LiveConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon,
            @Reference Participants participants,
            @Reference(scope = ReferenceScope.PROTOTYPE_REQUIRED)
                    ComponentServiceObjects<Correlator> correlators,
            @Reference(
                            scope = ReferenceScope.PROTOTYPE_REQUIRED,
                            target = "(sekisho.journal=memory)")
                    ComponentServiceObjects<EventJournal> journals) {
        this.participants = participants;
        this.journals = journals;
        inMemory = journals.getService();
        journal = new CurrentJournal(inMemory);
        this.correlators = correlators;
        correlator = correlators.getService();
        correlator.begin(this::tell);
        bounds =
                new WorkerBounds(
                        configuration.max_flows(),
                        Math.min(MOST_RECORDS, configuration.max_flows()),
                        (long) configuration.reassembly_mib() << 20,
                        MOST_PER_FLOW,
                        Math.min(MOST_WATCHED_FOR_LOSS, configuration.max_flows()));
        retryMillis = configuration.retry_seconds() * 1000L;
        judging = Judging.live(WorkerNumbers.MOST, correlator, journal, participants.bounds());
        judge = new LiveJudge(judging, configuration.judging_queue());
        outside = new OutsideEvents(numbers, judge);
        participants.join(this);
    }

    /** Judging begins once the journal is bound, if there is one: detectors are shown it first. */
    @Activate
    void begin() {
        judge.begin();
    }

    /** Ends every source, then judges what they saw. */
    @Deactivate
    void stop() {
        sources.values().parallelStream().forEach(SourceRun::stop);
        sources.clear();
        judge.stop();
        participants.leave(this);
        judging.finish();
        correlators.ungetService(correlator);
        journals.ungetService(inMemory);
    }

    @Reference(
            target = "(sekisho.journal=disk)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindJournal(EventJournal present) {
        frames.accumulateAndGet(present.lastFrame(), Math::max);
        long reach = present.reachesBackTo();
        journal.use(present);
        if (reach < shownBackTo) {
            shownBackTo = reach;
            judging.showAnew();
        }
    }

    void unbindJournal(EventJournal former) {
        journal.leave(former);
        if (judging.isWarmingUp()) {
            // whoever reads the former one may not come to its end
            shownBackTo = Long.MAX_VALUE;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSource(CaptureSource source, Map<String, Object> properties) {
        SourceRun run =
                new SourceRun(
                        source,
                        Boolean.parseBoolean(String.valueOf(properties.get(WAITS))),
                        this,
                        retryMillis);
        sources.put((Long) properties.get(Constants.SERVICE_ID), run);
        run.begin();
    }

    void unbindSource(Map<String, Object> properties) {
        SourceRun run = sources.remove((Long) properties.get(Constants.SERVICE_ID));
        if (run != null) {
            run.stop();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindListener(DetectionListener listener) {
        listeners.add(listener);
    }

    void unbindListener(DetectionListener listener) {
        listeners.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindObserver(EventObserver observer) {
        judging.observe(observer);
    }

    void unbindObserver(EventObserver observer) {
        judging.unobserve(observer);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEventSource(EventSource source) {
        outside.add(source);
    }

    void unbindEventSource(EventSource source) {
        outside.remove(source);
    }

    private void tell(Detection detection) {
        for (DetectionListener listener : listeners) {
            try {
                listener.detection(detection);
            } catch (RuntimeException | LinkageError fault) {
                LOG.error("{} failed to take a detection; the others go on", listener, fault);
            }
        }
    }

    @Override
    public QueueRun begin(String name, FrameQueue queue, boolean canWait) {
        QueueRun run = new QueueRun(numbers.take(), name, queue, canWait, bounds, frames, judge);
        synchronized (runs) {
            runs.add(run);
            run.worker().want(dissectors);
        }
        run.begin();
        return run;
    }

    @Override
    public void ended(QueueRun run) {
        synchronized (runs) {
            if (runs.remove(run)) {
                past.add(run.worker());
            }
        }
        numbers.giveBack(run.worker().index());
    }

    @Override
    public void want(DissectorSnapshot snapshot) {
        synchronized (runs) {
            dissectors = snapshot;
            runs.forEach(run -> run.worker().want(snapshot));
        }
    }

    @Override
    public void want(DetectorSnapshot snapshot) {
        judging.want(snapshot);
    }

    @Override
    public Comparison compare(long shadow) {
        return judging.compare(shadow);
    }

    @Override
    public boolean awaitQuiescence(long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        boolean quiet = judging.awaitQuiescence(timeoutNanos);
        for (QueueRun run : runs) {
            quiet &= run.worker().awaitQuiescence(deadline - System.nanoTime());
        }
        return quiet;
    }

    @Override
    public AnalysisSummary summary() {
        PastCounters sum = past.copy();
        long gap = 0;
        synchronized (runs) {
            for (QueueRun run : runs) {
                sum.add(run.worker());
                gap = Math.max(gap, run.stalls().longest());
            }
        }
        Map<String, Long> counters = sum.counters();
        judging.addCounters(counters);
        Map<String, Long> evicted = sum.evicted();
        judging.addEvicted(evicted);
        judge.dropped().forEach((type, count) -> evicted.merge("events " + type, count, Long::sum));
        return sum.summary(counters, evicted, gap);
    }

    @Override
    public List<Detection> detections() {
        return judging.detections();
    }

    @Override
    public List<SourceStatus> sources() {
        return sources.values().stream()
                .map(SourceRun::status)
                .sorted(Comparator.comparing(SourceStatus::name))
                .toList();
    }

    @Override
    public boolean sourcesTried() {
        return sources.values().stream().allMatch(SourceRun::isTried);
    }
}
