// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Technique;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.Instances;
import org.sekisho.engine.inspect.Seat;
import org.sekisho.engine.judge.Judging;
import org.sekisho.engine.judge.JudgingBounds;
import org.sekisho.exchange.Seating;
import org.sekisho.packet.Direction;
import org.sekisho.packet.LinkType;
import org.sekisho.packet.Payload;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.TestCaptures;

/** A dissector that does not come back costs one flow, not the worker. */
class HangingDissectorTest {
    private static final long HANG_NANOS = 50_000_000L;

    private final List<CapturedFrame> frames =
            CaptureReplay.of(TestCaptures.path("p28_idle_session-st444-1024.pcap")).frames();
    private final LiveJudge judge =
            new LiveJudge(Judging.live(4, new Silent(), null, JudgingBounds.USUAL), 64);
    private final Set<Long> read = ConcurrentHashMap.newKeySet();
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch comesBack = new CountDownLatch(1);
    private final CountDownLatch isBack = new CountDownLatch(1);
    private volatile Throwable thrownAtReturn;
    private volatile boolean goOn;

    @AfterEach
    void release() {
        goOn = true;
        comesBack.countDown();
        judge.stop();
    }

    @Test
    void asleepItLosesItsPlaceAndWhenItWakesItFindsThatItHasNoBusinessAnyMore() throws Exception {
        hang(() -> comesBack.await());
    }

    @Test
    void inALoop() throws Exception {
        hang(
                () -> {
                    while (!goOn) {
                        Thread.onSpinWait();
                    }
                });
    }

    @Test
    void onALockThatSomebodyElseHolds() throws Exception {
        Object lock = new Object();
        CountDownLatch held = new CountDownLatch(1);
        Thread holder =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                held.countDown();
                                try {
                                    comesBack.await();
                                } catch (InterruptedException told) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        });
        holder.start();
        held.await();
        hang(
                () -> {
                    synchronized (lock) {
                        assertThat(goOn).isTrue();
                    }
                });
        holder.join();
    }

    @Test
    void oneThatIsNeverMadeIsTakenOutAndNoWorkerRunsItsConstructor() throws Exception {
        judge.begin();
        Set<Long> all = everythingRead();
        Set<String> makers = ConcurrentHashMap.newKeySet();
        Set<StreamDissector> givenBack = ConcurrentHashMap.newKeySet();
        Instances<StreamDissector> unmade =
                new Instances<>() {
                    @Override
                    public StreamDissector take() {
                        makers.add(Thread.currentThread().getName());
                        while (!goOn) {
                            Thread.onSpinWait();
                        }
                        return new Reading();
                    }

                    @Override
                    public void giveBack(StreamDissector instance) {
                        givenBack.add(instance);
                        isBack.countDown();
                    }
                };
        Seat<StreamDissector> seat = new Seat<>(1, 1, "unmade", 1, 8, unmade, 16);
        QueueRun run = begin(List.of(seat, seat(2, Reading::new)));
        assertThat(seat.standing().seating().state()).isEqualTo(Seating.State.WARMING_UP);
        while (!seat.isTakenOut()) {
            run.watch(HANG_NANOS);
            Thread.onSpinWait();
        }
        while (!run.hasEnded()) {
            run.join(1000);
        }
        assertThat(seat.standing().seating().reason()).contains("stood still for");
        assertThat(makers).containsExactly("sekisho-arrival-unmade");
        assertThat(run.leftBehind()).isZero();
        assertThat(read).isEqualTo(all);
        // when it is there after all it is nobody's, and goes
        goOn = true;
        isBack.await();
        assertThat(givenBack).hasSize(1);
    }

    @Test
    void whatComesInWhileADissectorIsMadeIsReadByIt() throws Exception {
        judge.begin();
        Set<Long> all = everythingRead();
        Seat<StreamDissector> late =
                seat(
                        1,
                        () -> {
                            if (Thread.currentThread().getName().startsWith("sekisho-arrival")) {
                                LockSupport.parkNanos(HANG_NANOS);
                            }
                            return new Reading();
                        });
        QueueRun run = begin(List.of(late));
        while (!run.hasEnded()) {
            run.join(1000);
        }
        assertThat(read).isEqualTo(all);
    }

    private Set<Long> everythingRead() throws InterruptedException {
        QueueRun undisturbed = begin(List.of(seat(2, Reading::new)));
        while (!undisturbed.hasEnded()) {
            undisturbed.join(1000);
        }
        Set<Long> all = Set.copyOf(read);
        read.clear();
        return all;
    }

    /** How a dissector hangs. */
    private interface Hang {
        void hang() throws InterruptedException;
    }

    private QueueRun begin(List<Seat<StreamDissector>> seats) {
        QueueRun run =
                new QueueRun(
                        0,
                        "test",
                        new Recorded(frames),
                        true,
                        new WorkerBounds(1024, 1024, 1 << 24, 1 << 20, 1024),
                        new AtomicLong(),
                        judge);
        run.worker().want(new DissectorSnapshot(1, seats, List.of(), List.of(), System.nanoTime()));
        run.begin();
        return run;
    }

    private void hang(Hang hang) throws Exception {
        judge.begin();
        Set<Long> all = everythingRead();
        Seat<StreamDissector> hanging = seat(1, () -> new Hanging(hang));
        QueueRun run = begin(List.of(hanging, seat(2, Reading::new)));
        hangs.await();
        while (!hanging.isTakenOut()) {
            run.watch(HANG_NANOS);
            Thread.onSpinWait();
        }
        while (!run.hasEnded()) {
            run.join(1000);
        }
        assertThat(run.fault()).isNull();
        assertThat(run.leftBehind()).isEqualTo(1);
        assertThat(run.worker().frames()).isEqualTo(frames.size());
        // all but the flow at which it hangs
        assertThat(all).hasSizeGreaterThan(1).containsAll(read);
        assertThat(read).hasSize(all.size() - 1);
        goOn = true;
        comesBack.countDown();
        isBack.await();
        // whoever comes back can neither emit nor ask for anything
        assertThat(thrownAtReturn).isInstanceOf(Error.class).hasMessageContaining("taken over");
        assertThat(run.worker().frames()).isEqualTo(frames.size());
    }

    private static Seat<StreamDissector> seat(long id, Supplier<StreamDissector> maker) {
        Instances<StreamDissector> instances =
                new Instances<>() {
                    @Override
                    public StreamDissector take() {
                        return maker.get();
                    }

                    @Override
                    public void giveBack(StreamDissector instance) {
                        // nothing is kept of it
                    }
                };
        return new Seat<>(id, 0, maker.get().protocol(), 1, 8, instances, 16);
    }

    private class Reading implements StreamDissector {
        @Override
        public String protocol() {
            return "reading";
        }

        @Override
        public int stateLayout() {
            return 1;
        }

        @Override
        public int stateSize() {
            return 8;
        }

        @Override
        public Probe probe(StreamScope scope, Direction direction, Payload head) {
            return Probe.YES;
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            read.add(scope.flow().id());
            return bytes.length();
        }

        @Override
        public void gap(StreamScope scope, Direction direction, long missing) {
            // nothing is missing in the capture
        }

        @Override
        public void end(StreamScope scope) {
            // nothing to say
        }
    }

    private final class Hanging extends Reading {
        private final Hang hang;

        Hanging(Hang hang) {
            this.hang = hang;
        }

        @Override
        public String protocol() {
            return "hanging";
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            hangs.countDown();
            try {
                hang.hang();
                scope.done();
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            } catch (Error thrown) {
                thrownAtReturn = thrown;
            }
            isBack.countDown();
            return bytes.length();
        }
    }

    /** The frames of a capture as a queue. */
    private static final class Recorded implements FrameQueue {
        private final List<CapturedFrame> frames;
        private int next;

        Recorded(List<CapturedFrame> frames) {
            this.frames = frames;
        }

        @Override
        public boolean poll(FrameBatch batch, long timeoutNanos) {
            int until = Math.min(frames.size(), next + FrameBatch.CAPACITY);
            int size = 0;
            for (CapturedFrame frame : frames.subList(next, until)) {
                size += frame.bytes().length;
            }
            byte[] array = new byte[size];
            batch.clear(array);
            int at = 0;
            while (next < until) {
                CapturedFrame frame = frames.get(next++);
                int length = frame.bytes().length;
                System.arraycopy(frame.bytes(), 0, array, at, length);
                batch.add(at, length, frame.originalLength(), LinkType.ETHERNET, -1, frame.time());
                at += length;
            }
            return next < frames.size();
        }

        @Override
        public void wakeUp() {
            // never waits
        }

        @Override
        public CaptureStatistics statistics() {
            return new CaptureStatistics(next, 0, 0, 0, 0, -1, java.util.Map.of());
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static final class Silent implements Correlator {
        @Override
        public void begin(DetectionListener listener) {
            // tells nobody
        }

        @Override
        public void lookingFor(Collection<Technique> techniques) {
            // looks for nothing
        }

        @Override
        public void advance(long time) {
            // has no time
        }

        @Override
        public List<Detection> detections() {
            return List.of();
        }

        @Override
        public long evicted() {
            return 0;
        }

        @Override
        public void evidence(Evidence evidence) {
            // files nothing
        }
    }
}
