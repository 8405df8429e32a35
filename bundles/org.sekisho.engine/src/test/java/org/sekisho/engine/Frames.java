// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import java.util.List;
import java.util.Map;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;

/** Recorded Ethernet frames as a capture source, with something to do before a frame. */
final class Frames implements CaptureSource, FrameQueue {
    /** What happens between two polls. */
    interface Between {
        void before(int frame);
    }

    private final List<CapturedFrame> frames;
    private final int batchSize;
    private final Between between;
    private byte[] reused = new byte[0];
    private int next;
    private boolean closed;

    Frames(List<CapturedFrame> frames, int batchSize, Between between) {

        this.frames = frames;
        this.batchSize = batchSize;
        this.between = between;
    }

    @Override
    public String name() {
        return "recorded frames";
    }

    @Override
    public List<FrameQueue> open() {
        return List.of(this);
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) {
        between.before(next + 1);
        int size = Math.min(batchSize, frames.size() - next);
        int bytes = 0;
        for (int i = 0; i < size; i++) {
            bytes += frames.get(next + i).bytes().length;
        }
        // the same array again, as sources do it: who keeps bytes too long is found out
        byte[] array = reused.length >= bytes ? reused : new byte[bytes];
        reused = array;
        batch.clear(array);
        int at = 0;
        for (int i = 0; i < size; i++) {
            CapturedFrame frame = frames.get(next++);
            System.arraycopy(frame.bytes(), 0, array, at, frame.bytes().length);
            batch.add(
                    at,
                    frame.bytes().length,
                    frame.originalLength(),
                    LinkType.ETHERNET,
                    -1,
                    frame.time());
            at += frame.bytes().length;
        }
        return next < frames.size();
    }

    @Override
    public void wakeUp() {}

    @Override
    public CaptureStatistics statistics() {
        return new CaptureStatistics(next, 0, 0, 0, next, frames.size(), Map.of());
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
