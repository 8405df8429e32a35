// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The captures of a folder, one after the other, as one queue. One that is damaged is read as far
 * as it goes and counted; the next one comes.
 */
final class FolderQueue implements FrameQueue {
    private static final Logger LOG = LoggerFactory.getLogger(FolderQueue.class);

    /** How often the folder is looked through while nothing is to be read. */
    private static final long LOOK_NANOS = 500_000_000L;

    private final CaptureFolder folder;
    private final CaptureFiles captures;
    private final boolean follow;
    private final boolean paced;
    private final Semaphore woken = new Semaphore(0);
    private final FrameBatch ahead = new FrameBatch();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private CaptureSource source;
    private FrameQueue queue;
    private CaptureFolder.Next file;
    private long inFile;
    private final ArrayDeque<Finished> finished = new ArrayDeque<>();
    private long settled;
    private int at;
    private boolean fileEnded;
    private long lastLook = System.nanoTime() - LOOK_NANOS;
    private long firstTime = Long.MIN_VALUE;
    private long firstNanos;

    /**
     * A file that was given to its end.
     *
     * @param inFile frames it has
     * @param frames how many frames of all files were given by then
     */
    private record Finished(CaptureFolder.Next file, long inFile, long frames) {}

    FolderQueue(CaptureFolder folder, CaptureFiles captures, boolean follow, boolean paced) {
        this.folder = folder;
        this.captures = captures;
        this.follow = follow;
        this.paced = paced;
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException {
        long deadline = System.nanoTime() + timeoutNanos;
        batch.clear(ahead.array());
        while (true) {
            if (at < ahead.size()) {
                long due = giveDue(batch);
                if (batch.size() > 0) {
                    return true;
                }
                if (!await(Math.min(due, deadline - System.nanoTime()))) {
                    return true;
                }
            } else if (queue != null) {
                read();
                batch.clear(ahead.array());
                if (at == ahead.size() && System.nanoTime() > deadline) {
                    // much of a file was given before
                    return true;
                }
            } else if (!open()) {
                if (!follow) {
                    return false;
                }
                if (!await(Math.min(LOOK_NANOS, deadline - System.nanoTime()))) {
                    return true;
                }
            }
        }
    }

    /**
     * Moves the frames that are due.
     *
     * @return nanoseconds until the next one is, if none was
     */
    private long giveDue(FrameBatch batch) {
        while (at < ahead.size() && !batch.isFull()) {
            long wait = paced ? untilDue(ahead.time(at)) : 0;
            if (wait > 0) {
                return wait;
            }
            batch.add(
                    ahead.offset(at),
                    ahead.capturedLength(at),
                    ahead.originalLength(at),
                    ahead.linkType(at),
                    ahead.vlan(at),
                    ahead.time(at));
            bytes.addAndGet(ahead.capturedLength(at));
            frames.incrementAndGet();
            at++;
        }
        return 0;
    }

    private long untilDue(long time) {
        if (firstTime == Long.MIN_VALUE) {
            firstTime = time;
            firstNanos = System.nanoTime();
        }
        return time - firstTime - (System.nanoTime() - firstNanos);
    }

    private void read() {
        at = 0;
        if (fileEnded) {
            ahead.clear(ahead.array());
            closeFile();
            finish();
            return;
        }
        try {
            fileEnded = !queue.poll(ahead, 0);
            // those that were given before it grew
            at = (int) Math.min(ahead.size(), Math.max(0, file.from() - inFile));
            inFile += ahead.size();
        } catch (CaptureException fault) {
            ahead.clear(ahead.array());
            count(fault);
            closeFile();
            finish();
        }
    }

    private void finish() {
        folder.ended(file, inFile);
        finished.add(new Finished(file, inFile, frames.get()));
        noteDone();
    }

    /** A file is done with when all its frames are, and no sooner: we may be killed meanwhile. */
    @Override
    public void settled(long frames) {
        settled = frames;
        noteDone();
    }

    private void noteDone() {
        while (!finished.isEmpty() && finished.peek().frames() <= settled) {
            Finished first = finished.poll();
            folder.done(first.file(), first.inFile());
        }
    }

    private void count(CaptureException fault) {
        if (file.isNewest() && follow) {
            LOG.warn("{}; it is read on if it grows", fault.getMessage());
        } else {
            damaged.incrementAndGet();
            LOG.error("{}; the next capture of the folder comes", fault.getMessage());
        }
    }

    private boolean open() throws CaptureException {
        if (follow && System.nanoTime() - lastLook < LOOK_NANOS) {
            return false;
        }
        CaptureFolder.Next next;
        try {
            next = folder.next();
        } catch (IOException fault) {
            throw new CaptureException("the folder can't be looked through: " + fault, fault);
        }
        if (next == null) {
            lastLook = System.nanoTime();
            return false;
        }
        file = next;
        inFile = 0;
        try {
            source = captures.file(next.path().toString());
            queue = source.open().get(0);
            fileEnded = false;
            // each file keeps its own pace: what lies between two is not waited for
            firstTime = Long.MIN_VALUE;
            files.incrementAndGet();
        } catch (CaptureException fault) {
            count(fault);
            finish();
        }
        return true;
    }

    /** Waits; false if there is no time left, or somebody woke us. */
    private boolean await(long nanos) {
        if (nanos <= 0) {
            return false;
        }
        try {
            return !woken.tryAcquire(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void closeFile() {
        if (queue != null) {
            queue.close();
            source.close();
            queue = null;
            source = null;
        }
    }

    @Override
    public void wakeUp() {
        woken.release();
    }

    @Override
    public CaptureStatistics statistics() {
        Map<String, Long> skipped = new HashMap<>();
        if (damaged.get() > 0) {
            skipped.put("captures damaged", damaged.get());
        }
        return new CaptureStatistics(frames.get(), bytes.get(), 0, 0, files.get(), -1, skipped);
    }

    @Override
    public void close() {
        closeFile();
    }
}
