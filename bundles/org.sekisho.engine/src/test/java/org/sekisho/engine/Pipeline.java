// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.engine.dispatch.AnalysisRun;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.Instances;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.judge.DetectorSnapshot;
import org.sekisho.engine.judge.Judging;
import org.sekisho.event.Event;
import org.sekisho.testkit.CapturedFrame;

/** The engine without a framework: real runs, with dissectors of the test's own. */
final class Pipeline {
    private static final AtomicLong IDS = new AtomicLong();

    private final List<Seat<StreamDissector>> streams = new ArrayList<>();
    private final List<Seat<DatagramDissector>> datagrams = new ArrayList<>();
    private final List<Class<? extends Event>> types = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private AnalysisOptions options = AnalysisOptions.forFiles(1);
    private Frames.Between between = frame -> {};
    private int batchSize = 64;
    private long awaiting;
    private AnalysisRun run;
    private long version = 1;
    private AnalysisSummary summary;

    static <T> Seat<T> seat(String name, int layout, int size, Supplier<? extends T> maker) {
        Instances<T> instances =
                new Instances<>() {
                    @Override
                    public T take() {
                        return maker.get();
                    }

                    @Override
                    public void giveBack(T instance) {}
                };
        return new Seat<>(IDS.incrementAndGet(), 0, name, layout, size, instances, 16);
    }

    static Seat<StreamDissector> stream(Supplier<? extends StreamDissector> maker) {
        StreamDissector first = maker.get();
        return seat(first.protocol(), first.stateLayout(), first.stateSize(), maker);
    }

    static Seat<DatagramDissector> datagram(Supplier<? extends DatagramDissector> maker) {
        DatagramDissector first = maker.get();
        return seat(first.protocol(), first.stateLayout(), first.stateSize(), maker);
    }

    Pipeline streams(List<Seat<StreamDissector>> seats) {
        streams.clear();
        streams.addAll(seats);
        if (run != null) {
            publish();
        }
        return this;
    }

    Pipeline datagrams(List<Seat<DatagramDissector>> seats) {
        datagrams.clear();
        datagrams.addAll(seats);
        if (run != null) {
            publish();
        }
        return this;
    }

    @SafeVarargs
    final Pipeline watch(Class<? extends Event>... watched) {
        for (Class<? extends Event> type : watched) {
            types.add(type);
        }
        return this;
    }

    Pipeline options(AnalysisOptions bounds) {
        options = bounds;
        return this;
    }

    Pipeline batches(int size) {
        batchSize = size;
        return this;
    }

    /** Streams that nobody knows wait so long for a dissector. */
    Pipeline awaiting(Duration time) {
        awaiting = time.toNanos();
        return this;
    }

    Pipeline between(Frames.Between step) {
        between = step;
        return this;
    }

    private void publish() {
        DissectorSnapshot snapshot =
                new DissectorSnapshot(
                        ++version, streams, datagrams, List.of(), System.nanoTime() + awaiting);
        run.want(snapshot);
    }

    List<Event> run(List<CapturedFrame> frames) {
        events.clear();
        Judging judging = new Judging(options.workers(), new Silent(), null);
        Frames source = new Frames(frames, batchSize, between);
        run =
                new AnalysisRun(
                        source,
                        source,
                        options.workers(),
                        WorkerBounds.of(options, options.workers()),
                        judging,
                        () -> {});
        publish();
        judging.want(new DetectorSnapshot(1, List.of(seat("recorder", 0, 0, Recorder::new))));
        run.begin();
        try {
            if (!run.await(Duration.ofSeconds(60))) {
                throw new AssertionError("the analysis does not end");
            }
        } catch (InterruptedException given) {
            throw new AssertionError(given);
        }
        if (run.damage() != null) {
            throw new AssertionError(run.damage());
        }
        if (!source.isClosed()) {
            throw new AssertionError("the source was not closed");
        }
        summary = run.summary();
        run = null;
        return List.copyOf(events);
    }

    AnalysisSummary summary() {
        return summary;
    }

    private final class Recorder implements Detector {
        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public Collection<Technique> techniques() {
            return List.of();
        }

        @Override
        public Set<Class<? extends Event>> events() {
            return Set.copyOf(types);
        }

        @Override
        public void judge(Event event, EvidenceListener listener) {
            events.add(event);
        }
    }

    private static final class Silent implements Correlator {
        @Override
        public void begin(DetectionListener listener) {}

        @Override
        public void lookingFor(Collection<Technique> techniques) {}

        @Override
        public void advance(long time) {}

        @Override
        public List<Detection> detections() {
            return List.of();
        }

        @Override
        public long evicted() {
            return 0;
        }

        @Override
        public void evidence(Evidence evidence) {}
    }
}
