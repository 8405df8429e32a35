// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.correlator.CaseCorrelator;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Detector;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.engine.dispatch.AnalysisRun;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.Instances;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.judge.DetectorSnapshot;
import org.sekisho.engine.judge.Judging;

/**
 * The product's engine, dissectors, detectors and correlator without a framework around them:
 * thousands of captures are judged, each from nothing.
 */
final class Pipeline {
    private static final WorkerBounds BOUNDS =
            new WorkerBounds(1 << 14, 1 << 14, 256L << 20, 1 << 20, 0);

    private static final List<Class<? extends StreamDissector>> STREAMS =
            ShippedComponents.of(StreamDissector.class);
    private static final List<Class<? extends DatagramDissector>> DATAGRAMS =
            ShippedComponents.of(DatagramDissector.class);
    private static final List<Class<? extends LinkDissector>> LINKS =
            ShippedComponents.of(LinkDissector.class);
    private static final List<Class<? extends Detector>> DETECTORS =
            ShippedComponents.of(Detector.class);

    /**
     * What came out.
     *
     * @param detections all cases, whatever their state
     * @param summary counters of the run
     */
    record Result(List<Detection> detections, AnalysisSummary summary) {}

    private Pipeline() {}

    /**
     * Judges a capture.
     *
     * @throws IllegalStateException if the analysis broke off, or a dissector or detector threw
     */
    static Result judge(List<Frame> frames) {
        long id = 1;
        List<Seat<?>> all = new ArrayList<>();
        List<Seat<StreamDissector>> streams = new ArrayList<>();
        for (Class<? extends StreamDissector> type : STREAMS) {
            StreamDissector d = make(type);
            streams.add(seat(id++, type, d.protocol(), d.stateLayout(), d.stateSize()));
        }
        List<Seat<DatagramDissector>> datagrams = new ArrayList<>();
        for (Class<? extends DatagramDissector> type : DATAGRAMS) {
            DatagramDissector d = make(type);
            datagrams.add(seat(id++, type, d.protocol(), d.stateLayout(), d.stateSize()));
        }
        List<Seat<LinkDissector>> links = new ArrayList<>();
        for (Class<? extends LinkDissector> type : LINKS) {
            links.add(seat(id++, type, make(type).protocol(), 0, 0));
        }
        List<Seat<Detector>> detectors = new ArrayList<>();
        for (Class<? extends Detector> type : DETECTORS) {
            detectors.add(seat(id++, type, type.getSimpleName(), 0, 0));
        }
        all.addAll(streams);
        all.addAll(datagrams);
        all.addAll(links);
        all.addAll(detectors);

        Correlator correlator = make(CaseCorrelator.class);
        correlator.begin(detection -> {});
        Judging judging = new Judging(1, correlator, null);
        FrameSource source = new FrameSource(frames);
        AnalysisRun run = new AnalysisRun(source, source, 1, BOUNDS, judging, () -> {});
        run.want(new DissectorSnapshot(1, streams, datagrams, links, System.nanoTime()));
        run.want(new DetectorSnapshot(1, detectors));
        run.begin();
        try {
            if (!run.await(Duration.ofMinutes(2))) {
                throw new IllegalStateException("no end after two minutes");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (run.damage() != null) {
            throw new IllegalStateException(run.damage());
        }
        for (Seat<?> seat : all) {
            if (seat.isTakenOut()) {
                throw new IllegalStateException(seat.name() + " threw; see the log");
            }
        }
        return new Result(run.detections(), run.summary());
    }

    private static <T> Seat<T> seat(
            long id, Class<? extends T> type, String name, int layout, int stateSize) {
        Instances<T> instances =
                new Instances<>() {
                    @Override
                    public T take() {
                        return make(type);
                    }

                    @Override
                    public void giveBack(T instance) {
                        // made anew each time
                    }
                };
        return new Seat<>(id, 0, name, layout, stateSize, instances, 1);
    }

    /** Makes a component as a framework would: by its one public constructor, unconfigured. */
    private static <T> T make(Class<T> type) {
        try {
            Constructor<?> constructor = type.getConstructors()[0];
            Object[] arguments = new Object[constructor.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                Class<?> wanted = constructor.getParameterTypes()[i];
                arguments[i] =
                        Proxy.newProxyInstance(
                                wanted.getClassLoader(),
                                new Class<?>[] {wanted},
                                (proxy, method, none) -> method.getDefaultValue());
            }
            return type.cast(constructor.newInstance(arguments));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be made", e);
        }
    }
}
