// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.IpAddress;

/**
 * Gives the frames of some captures over and over without ever waiting. In each copy the client of
 * each capture has an address of its own, and the copy begins when every flow of the one before has
 * long been idle. Servers stay who they are: names and lengths that a tunnel shows depend on them.
 */
final class ReplayCopies implements CaptureSource, FrameQueue {
    private static final long SECOND = 1_000_000_000L;

    /** More than any flow is remembered, and than any window within which cases are joined. */
    private static final long PAUSE = 600 * SECOND;

    /**
     * Copies start at whole multiples of this, so that what the engine does by the clock agrees.
     */
    private static final long BEAT = 16 * SECOND;

    private static final int FIRST_CLIENT = 10 << 24 | 200 << 16;

    private final List<Recording> captures;
    private final long stride;
    private final int framesPerCopy;
    private final byte[] array;
    private final int slot;
    private final Random sizes;
    private final Semaphore reached = new Semaphore(0);
    private volatile long awaited = Long.MAX_VALUE;
    private volatile int copies;
    private volatile boolean enough;
    private volatile long given;
    private int copy;
    private int capture;
    private int frame;

    /**
     * Copies of captures.
     *
     * @param copies how many, or {@link Integer#MAX_VALUE} to go on until {@link #enough}
     * @param seed of the sizes of batches
     */
    ReplayCopies(List<Recording> captures, int copies, long seed) {
        this.captures = captures;
        this.copies = copies;
        long longest = captures.stream().mapToLong(Recording::duration).max().orElseThrow();
        stride = ((longest + PAUSE) / BEAT + 1) * BEAT;
        framesPerCopy = captures.stream().mapToInt(each -> each.frames().size()).sum();
        slot =
                captures.stream()
                        .flatMap(each -> each.frames().stream())
                        .mapToInt(each -> each.bytes().length)
                        .max()
                        .orElseThrow();
        array = new byte[slot * FrameBatch.CAPACITY];
        sizes = new Random(seed);
    }

    /** Frames handed over so far. */
    long given() {
        return given;
    }

    /** Copies begun so far; all of them are complete at the end. */
    int copies() {
        return copies;
    }

    int framesPerCopy() {
        return framesPerCopy;
    }

    /** The copy that is being given is the last one. */
    void enough() {
        enough = true;
    }

    /**
     * Waits until this many more frames were given.
     *
     * @return number of frames given when it came to that
     */
    long awaitFrames(int more) throws InterruptedException {
        awaited = given + more;
        if (!reached.tryAcquire(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the replay stands still at frame " + given);
        }
        return given;
    }

    /** Address of a capture's client in a copy, both counted from 0. */
    IpAddress client(int copy, int capture) {
        return IpAddress.v4(clientBits(copy, capture));
    }

    /** The copy in which an address is a client, or -1. */
    int copyOf(IpAddress client) {
        long bits = client.low() & 0xffff_ffffL;
        long index = bits - FIRST_CLIENT;
        boolean ours = !client.v6() && index >= 0 && index < (long) copies * captures.size();
        return ours ? (int) (index / captures.size()) : -1;
    }

    private int clientBits(int copy, int capture) {
        return FIRST_CLIENT + copy * captures.size() + capture;
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) {
        batch.clear(array);
        int size = 1 + sizes.nextInt(FrameBatch.CAPACITY);
        for (int i = 0; i < size; i++) {
            give(batch, i * slot);
            if (!moveOn()) {
                return false;
            }
        }
        if (given >= awaited) {
            awaited = Long.MAX_VALUE;
            reached.release();
        }
        return true;
    }

    private void give(FrameBatch batch, int at) {
        Recording recording = captures.get(capture);
        CapturedFrame from = recording.frames().get(frame);
        int length = from.bytes().length;
        System.arraycopy(from.bytes(), 0, array, at, length);
        int client = (int) recording.client().low();
        Addresses.replace(array, at, length, client, clientBits(copy, capture));
        // one capture after the other within a copy, all at the times they have
        long time = from.time() - captures.get(capture).frames().get(0).time();
        time += captures.get(0).frames().get(0).time() / BEAT * BEAT;
        time += ((long) copy * captures.size() + capture) * stride;
        batch.add(at, length, from.originalLength(), from.linkType(), from.vlan(), time);
    }

    private boolean moveOn() {
        // written by this thread alone
        given = given + 1;
        if (++frame < captures.get(capture).frames().size()) {
            return true;
        }
        frame = 0;
        if (++capture < captures.size()) {
            return true;
        }
        capture = 0;
        copy++;
        if (enough) {
            copies = copy;
        }
        return copy < copies;
    }

    @Override
    public String name() {
        return "copies";
    }

    @Override
    public List<FrameQueue> open() {
        return List.of(this);
    }

    @Override
    public void wakeUp() {
        // never waits
    }

    @Override
    public CaptureStatistics statistics() {
        return new CaptureStatistics(given, 0, 0, 0, 0, -1, Map.of());
    }

    @Override
    public void close() {
        // holds nothing
    }
}
