// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the ring to disk on a thread of its own, keeps it within its bounds, and tries again when
 * that fails. Nothing that happens here holds up whoever records.
 */
final class JournalKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.journal");

    /** How long an event waits in memory at most before it is handed to the kernel. */
    private static final long PAUSE_MILLIS = 100;

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Making room waits after this for what is recorded meanwhile. */
    private static final long MOST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path place;
    private final SegmentRing ring;
    private final RoomMaker room;
    private final Thread thread = new Thread(this, "sekisho-journal");
    private volatile SegmentFolder folder;
    private volatile String trouble;
    private volatile long bytesWritten;
    private volatile long busyNanos;
    private long retryAt;
    private boolean stopping;
    private boolean revived;

    JournalKeeper(Path place, SegmentRing ring) {
        this.place = place;
        this.ring = ring;
        room = new RoomMaker(ring);
        thread.setDaemon(true);
    }

    /** Takes over what lies on disk, then keeps it in the background. */
    void start() {
        try {
            open();
        } catch (IOException e) {
            failed(e);
        }
        thread.start();
    }

    /** Deletes what was stored, and keeps nothing. */
    synchronized void eraseOnly() {
        stopping = true;
        if (Files.isDirectory(place)) {
            try (SegmentFolder opened = SegmentFolder.open(place)) {
                opened.erase();
            } catch (IOException e) {
                trouble =
                        "%s: the journal is switched off, but what was stored can't be deleted (%s): delete the folder"
                                .formatted(place, reason(e));
                LOG.warn(trouble);
            }
        }
    }

    private synchronized void open() throws IOException {
        SegmentFolder opened = SegmentFolder.open(place);
        try {
            opened.deleteHalves();
            List<Segment> found = new ArrayList<>();
            long last = Long.MIN_VALUE;
            for (long sequence : opened.list()) {
                Segment segment = SegmentSurvey.take(opened, sequence);
                // one that overlaps was merged into the one before when the process was killed
                if (segment == null || sequence <= last) {
                    opened.delete(sequence);
                } else {
                    found.add(segment);
                    last = segment.contents().lastSequence();
                }
            }
            ring.adopt(found);
            folder = opened;
            room.dropExpired(opened);
            room.shrink(opened);
        } catch (IOException e) {
            folder = null;
            opened.close();
            throw e;
        }
    }

    @Override
    public void run() {
        while (true) {
            synchronized (this) {
                try {
                    if (!stopping) {
                        TimeUnit.MILLISECONDS.timedWait(this, PAUSE_MILLIS);
                    }
                } catch (InterruptedException e) {
                    return;
                }
                if (stopping) {
                    return;
                }
                keep();
            }
        }
    }

    /** Does now what is due. */
    synchronized void keepNow() {
        keep();
    }

    private void keep() {
        long begun = System.nanoTime();
        if (trouble != null && begun - retryAt < 0) {
            return;
        }
        try {
            if (folder != null && !folder.isThere()) {
                vanished();
            }
            if (folder == null) {
                open();
            }
            ring.rotateIfBegunBefore(
                    System.currentTimeMillis() - Math.min(ring.bounds().segmentMillis(), 1L << 42));
            room.dropExpired(folder);
            write();
            if (!revived) {
                revived = true;
                room.revive(folder);
            }
            do {
                if (!room.step(folder, bytesWritten)) {
                    break;
                }
            } while (System.nanoTime() - begun < MOST_STEP_NANOS);
            if (trouble != null) {
                LOG.info("The event journal is on disk again in {}", place);
                trouble = null;
            }
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException e) {
            failed(new IOException("unexpected: " + e, e));
        } finally {
            busyNanos += System.nanoTime() - begun;
        }
    }

    /** Somebody deleted the folder, or mounted another in its place: that one is taken then. */
    private void vanished() throws IOException {
        SegmentFolder former = folder;
        folder = null;
        LOG.warn("{} is gone, and what the event journal kept there with it", place);
        ring.lostFiles();
        former.close();
    }

    private void write() throws IOException {
        SegmentRing.Mark mark = ring.mark();
        for (Segment segment : ring.segments()) {
            byte[] bytes;
            int from;
            int to;
            int space;
            synchronized (ring) {
                bytes = segment.bytes();
                from = segment.written();
                to = segment.limit();
                space = segment.space();
            }
            if (from > 0 && bytes != null && !folder.has(segment.sequence())) {
                from = 0;
            }
            if (bytes == null || to == from) {
                continue;
            }
            if (from == 0) {
                room.make(folder, ring.bounds().segmentSize(), bytesWritten);
            }
            folder.write(segment.sequence(), bytes, from, to);
            bytesWritten += to - from;
            synchronized (ring) {
                segment.written(to);
            }
            if (to == space) {
                folder.finish();
            }
        }
        ring.stored(mark);
    }

    private void failed(IOException e) {
        boolean inUse = e instanceof SegmentFolder.InUse;
        String remedy =
                inUse
                        ? "stop the other process, or give each its own home"
                        : "see that the folder exists, may be written by this user, and that its"
                                + " file system has room";
        String now =
                "%s: %s; recent events are kept in memory only and go with the process: %s"
                        .formatted(place, inUse ? e.getMessage() : reason(e), remedy);
        if (!now.equals(trouble)) {
            LOG.warn("The event journal can't be written. {}", now);
        }
        trouble = now;
        retryAt = System.nanoTime() + RETRY_NANOS;
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException file) {
            return file.getReason() == null
                    ? e.getClass().getSimpleName() + " " + file.getFile()
                    : file.getReason();
        }
        return e.getMessage();
    }

    /** Forgets everything, on disk too. */
    synchronized void clear() throws IOException {
        ring.clear();
        if (folder != null) {
            folder.erase();
        }
    }

    /** Writes what is left, then lets the folder go. */
    void stop() {
        synchronized (this) {
            stopping = true;
            notifyAll();
            ring.rotate();
            try (SegmentFolder last = folder) {
                if (last != null) {
                    write();
                }
            } catch (IOException e) {
                failed(e);
            }
            folder = null;
        }
    }

    /** The folder, or null while it can't be used. */
    SegmentFolder folder() {
        return folder;
    }

    /** What needs a person, or null. */
    String trouble() {
        return trouble;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    long busyNanos() {
        return busyNanos;
    }

    long bytesOnDisk() {
        return room.bytesOnDisk();
    }

    /** Bytes written once more, to keep some events longer than others. */
    long bytesRewritten() {
        return room.rewritten();
    }
}
