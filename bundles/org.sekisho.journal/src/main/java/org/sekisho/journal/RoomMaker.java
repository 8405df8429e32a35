// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.io.IOException;

/** Drops segments when the ring reaches its bounds. Used by one thread at a time. */
final class RoomMaker {
    private final SegmentRing ring;

    RoomMaker(SegmentRing ring) {
        this.ring = ring;
    }

    /** Deletes what is older than it may be. */
    void dropExpired(SegmentFolder folder) throws IOException {
        long oldest = System.currentTimeMillis() - ring.bounds().maxAgeMillis();
        for (Segment segment : ring.segments()) {
            if (segment.contents().recordedFrom() < oldest && isSealed(segment)) {
                drop(folder, segment);
            }
        }
    }

    private boolean isSealed(Segment segment) {
        synchronized (ring) {
            return segment.isSealed();
        }
    }

    /** Makes room for so many bytes more. */
    void make(SegmentFolder folder, long more) throws IOException {
        while (bytesOnDisk() + more > ring.bounds().bytes()) {
            Segment oldest = oldestOnDisk();
            if (oldest == null) {
                return;
            }
            drop(folder, oldest);
        }
    }

    private Segment oldestOnDisk() {
        synchronized (ring) {
            return ring.segments().stream()
                    .filter(segment -> segment.isSealed() && segment.written() > 0)
                    .findFirst()
                    .orElse(null);
        }
    }

    private void drop(SegmentFolder folder, Segment segment) throws IOException {
        folder.delete(segment.sequence());
        ring.forget(segment);
    }

    /** What the files take, those counted in full that are still being written. */
    long bytesOnDisk() {
        synchronized (ring) {
            return ring.segments().stream()
                    .filter(segment -> segment.written() > 0)
                    .mapToLong(Segment::space)
                    .sum();
        }
    }
}
