// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.List;
import java.util.Map;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.LinkType;

/** Frames in memory as a capture of the product. */
final class FrameSource implements CaptureSource, FrameQueue {
    private final List<Frame> frames;
    private int next;

    FrameSource(List<Frame> frames) {
        this.frames = frames;
    }

    @Override
    public String name() {
        return "mutant";
    }

    @Override
    public List<FrameQueue> open() {
        return List.of(this);
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) {
        int end = Math.min(frames.size(), next + FrameBatch.CAPACITY);
        int size = 0;
        for (Frame frame : frames.subList(next, end)) {
            size += frame.bytes().length;
        }
        byte[] array = new byte[size];
        batch.clear(array);
        int at = 0;
        for (Frame frame : frames.subList(next, end)) {
            int length = frame.bytes().length;
            System.arraycopy(frame.bytes(), 0, array, at, length);
            batch.add(at, length, frame.originalLength(), LinkType.ETHERNET, -1, frame.time());
            at += length;
        }
        next = end;
        return next < frames.size();
    }

    @Override
    public void wakeUp() {
        // nothing is ever waited for
    }

    @Override
    public CaptureStatistics statistics() {
        return new CaptureStatistics(next, 0, 0, 0, 0, -1, Map.of());
    }

    @Override
    public void close() {
        // nothing is held
    }
}
