// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.sekisho.capture.FrameBatch;
import org.sekisho.engine.decode.DecodeLimits;
import org.sekisho.engine.decode.Decoder;
import org.sekisho.engine.decode.PacketView;
import org.sekisho.engine.inspect.CallGuard;
import org.sekisho.engine.inspect.Counter;
import org.sekisho.engine.inspect.DissectorSet;
import org.sekisho.engine.inspect.DissectorSnapshot;
import org.sekisho.engine.inspect.EventOutput;
import org.sekisho.engine.inspect.Inspection;
import org.sekisho.engine.inspect.LinkInspector;
import org.sekisho.engine.inspect.StampedEvent;
import org.sekisho.engine.stream.ReassemblyBudget;
import org.sekisho.event.Origin;
import org.sekisho.event.Tick;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes frames, keeps their flows and shows them to dissectors. One thread works at a time,
 * holding the lock; whoever must know that no dissector's code is running takes the lock too.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.engine");

    /** Seconds of packet time between two looks for flows that are idle too long. */
    private static final int EXPIRY_SECONDS = 16;

    private final int index;
    private final EventReceiver receiver;

    /** Another one after a thread that held it was left behind. */
    private volatile ReentrantLock lock = new ReentrantLock();

    private final DissectorSet dissectors;
    private final EventOutput output = new EventOutput();
    private final PacketView view = new PacketView();
    private final PacketClock clock = new PacketClock();
    private final Decoder decoder;
    private final Inspection inspection;
    private final FlowTracker flows;
    private final TcpTracker tcp;
    private final DatagramTracker datagrams;
    private final LinkInspector links;
    private final AtomicReference<DissectorSnapshot> wanted =
            new AtomicReference<>(DissectorSnapshot.empty());
    private long lastExpiry = Long.MIN_VALUE;
    private int inBatch;
    private long frames;
    private long bytes;
    private long lastTime;
    private long failures;
    private long lastPoll;
    private volatile long longestPollGap;

    /** A worker of an analysis of a file, which waits for what it needs. */
    public Worker(int index, WorkerBounds bounds, EventReceiver receiver) {
        this(index, bounds, receiver, false);
    }

    /**
     * A worker with this number.
     *
     * @param live whether frames come in meanwhile, so that it can't wait until a dissector is made
     */
    public Worker(int index, WorkerBounds bounds, EventReceiver receiver, boolean live) {
        dissectors = new DissectorSet(live);
        this.index = index;
        this.receiver = receiver;
        decoder = new Decoder(DecodeLimits.DEFAULT);
        inspection =
                new Inspection(
                        dissectors,
                        output,
                        new ReassemblyBudget(
                                bounds.maxReassemblyBytes(), bounds.maxReassemblyBytesPerFlow()));
        flows = new FlowTracker(inspection, bounds);
        tcp = new TcpTracker(flows);
        datagrams = new DatagramTracker(flows);
        links = new LinkInspector(inspection);
    }

    /** The dissectors to use from the next batch on. */
    public void want(DissectorSnapshot snapshot) {
        wanted.accumulateAndGet(snapshot, DissectorSnapshot::newer);
        dissectors.expect(snapshot);
    }

    /** Takes dissectors out that take longer than this to be made. From one thread. */
    public void fenceArrivals(long nanos) {
        dissectors.fenceAfter(nanos);
    }

    /** Waits, but not for longer than this, until the dissectors that are wanted are made. */
    public void awaitArrivals(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (dissectors.isMaking() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /**
     * Waits until this worker uses the dissectors last wanted, so that no code of one that left
     * runs any more.
     *
     * @return false if the worker does not come back in time
     */
    public boolean awaitQuiescence(long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        ReentrantLock held = lock;
        if (held.isHeldByCurrentThread()) {
            return true;
        }
        if (!held.tryLock(timeoutNanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            dissectors.adopt(wanted.get());
        } finally {
            held.unlock();
        }
        return dissectors.dismiss(deadline - System.nanoTime());
    }

    /** A poll has returned. */
    void polled() {
        long nanos = System.nanoTime();
        if (lastPoll != 0 && nanos - lastPoll > longestPollGap) {
            longestPollGap = nanos - lastPoll;
        }
        lastPoll = nanos;
    }

    /** Takes a batch that holds every frame of the capture, or of this worker's queue. */
    public void process(FrameBatch batch, long firstNumber) throws InterruptedException {
        inBatch = 0;
        processRest(batch, firstNumber);
    }

    private void processRest(FrameBatch batch, long firstNumber) throws InterruptedException {
        ReentrantLock held = lock;
        held.lock();
        try {
            dissectors.adopt(wanted.get());
            while (inBatch < batch.size()) {
                int i = inBatch++;
                if (clock.advance(batch.time(i))) {
                    tick(firstNumber + i, clock.now());
                }
                frame(
                        batch.array(),
                        batch.offset(i),
                        batch.capturedLength(i),
                        batch.originalLength(i),
                        batch.linkType(i),
                        batch.vlan(i),
                        batch.time(i),
                        firstNumber + i,
                        clock.now());
            }
        } finally {
            held.unlock();
        }
        handOver(firstNumber + batch.size() - 1);
    }

    /** Watches calls of dissectors. */
    public CallGuard guard() {
        return inspection.guard();
    }

    /**
     * The present thread takes over from one that hangs in a dissector, with all that the worker
     * has, and goes on behind the frame at which that one hangs.
     *
     * @param batch the batch that was worked on
     * @param firstNumber number of its first frame
     */
    public void takeOver(FrameBatch batch, long firstNumber) throws InterruptedException {
        lock = new ReentrantLock();
        flows.streams.takeOver();
        processRest(batch, firstNumber);
    }

    /** Takes this worker's share of the frames. */
    void process(FrameBlock block) throws InterruptedException {
        ReentrantLock held = lock;
        held.lock();
        try {
            dissectors.adopt(wanted.get());
            for (int i = 0; i < block.entries; i++) {
                if (block.ticks[i]) {
                    tick(block.numbers[i], block.nows[i]);
                } else {
                    frame(
                            block.bytes,
                            block.offsets[i],
                            block.captured[i],
                            block.original[i],
                            block.linkTypes[i],
                            block.vlans[i],
                            block.times[i],
                            block.numbers[i],
                            block.nows[i]);
                }
            }
        } finally {
            held.unlock();
        }
        handOver(block.progress);
    }

    /**
     * Nothing was captured for a while, and the wall clock says this: time moves on.
     *
     * @param frames the counter that frames are numbered by; a second that begins takes a number
     */
    public void idle(long wall, AtomicLong frames) throws InterruptedException {
        ReentrantLock held = lock;
        held.lock();
        try {
            dissectors.adopt(wanted.get());
            if (clock.advance(wall)) {
                tick(frames.incrementAndGet(), clock.now());
            }
        } finally {
            held.unlock();
        }
        if (!output.isEmpty()) {
            handOver(frames.get());
        }
    }

    /** The capture is over: ends every flow, gives the dissectors back. */
    public void finish(long lastFrame, long now) throws InterruptedException {
        ReentrantLock held = lock;
        held.lock();
        try {
            inspection.at(lastFrame, now);
            flows.expire(now, lastFrame + 1, true);
            want(DissectorSnapshot.closed());
            dissectors.adopt(wanted.get());
        } finally {
            held.unlock();
        }
        handOver(Long.MAX_VALUE);
        dissectors.dismiss(0);
    }

    private void handOver(long progress) throws InterruptedException {
        receiver.events(index, output.take(), progress);
    }

    private void tick(long number, long now) {
        inspection.at(number, now);
        long period = Math.floorDiv(now, EXPIRY_SECONDS * 1_000_000_000L);
        if (period != lastExpiry) {
            lastExpiry = period;
            flows.expire(now, number, false);
        }
        output.at(number, StampedEvent.TICK, 0);
        output.emit(new Tick(new Origin(null, number, now, false)));
    }

    private void frame(
            byte[] array,
            int offset,
            int captured,
            int original,
            int linkType,
            int vlan,
            long time,
            long number,
            long now) {
        frames++;
        bytes += captured;
        lastTime = now;
        inspection.at(number, time);
        output.at(number, StampedEvent.FRAME, 0);
        try {
            switch (decoder.decode(array, offset, captured, original, linkType, vlan, now, view)) {
                case PACKET -> {
                    if (view.protocol == 6) {
                        tcp.packet(view, now);
                    } else {
                        datagrams.packet(view, now);
                    }
                }
                case LINK ->
                        links.frame(
                                view.etherType,
                                view.sourceMac,
                                view.destinationMac,
                                view.vlan,
                                view.array,
                                view.payloadOffset,
                                view.payloadLength);
                case HELD -> inspection.count(Counter.FRAGMENTS);
                case SKIPPED -> {
                    // the decoder has counted the cause
                }
            }
        } catch (RuntimeException fault) {
            // a fault of ours must not end the analysis: the frame is given up, the next one comes
            if (failures++ == 0) {
                LOG.error(
                        "frame {} could not be handled and was left out; please report this",
                        number,
                        fault);
            }
        }
    }

    /** Number of the worker. */
    public int index() {
        return index;
    }

    /** Present packet time, nanoseconds since 1970-01-01 UTC; 0 before anything came. */
    public long now() {
        return clock.now();
    }

    /** Estimated bytes of TCP flows that were acknowledged and never seen. */
    public long unseenBytes() {
        return flows.losses.lost();
    }

    /** TCP flows that this estimate leaves out, because there was no place. */
    public long notWatchedForLoss() {
        return flows.losses.refused();
    }

    /** Frames seen. */
    public long frames() {
        return frames;
    }

    /** Bytes seen. */
    public long bytes() {
        return bytes;
    }

    /** Flows seen. */
    public long flowsSeen() {
        return flows.flows();
    }

    /** Greatest packet time of a frame. */
    public long lastTime() {
        return lastTime;
    }

    long longestPollGap() {
        return longestPollGap;
    }

    /** Adds what could not be decoded, by cause. */
    public void addUndecoded(Map<String, Long> sum) {
        decoder.causes().forEach((cause, count) -> sum.merge(cause, count, Long::sum));
        add(sum, "faults of the engine", failures);
    }

    /** Adds what was given up at a bound. */
    public void addEvicted(Map<String, Long> sum) {
        add(sum, "flows", flows.evictedFlows());
        add(sum, "looks into flows", flows.evictedRecords());
        add(sum, "stream bytes", inspection.budget().refused());
        add(sum, "fragments", decoder.evicted());
    }

    /** Adds everything else. */
    public void addCounters(Map<String, Long> sum) {
        for (Counter counter : Counter.values()) {
            add(sum, counter.words(), inspection.counted(counter));
        }
        inspection.failures().forEach((name, count) -> add(sum, "failures of " + name, count));
    }

    private static void add(Map<String, Long> sum, String what, long count) {
        if (count > 0) {
            sum.merge(what, count, Long::sum);
        }
    }

    static Map<String, Long> newSum() {
        return new TreeMap<>();
    }
}
