// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/**
 * The frames of one input. Frames are handed over as soon as they are there, so that a pipe is as
 * good as a file; the read itself can't be interrupted, so on a pipe {@link #poll} can wait for
 * longer than its timeout and for the next bytes after {@link #wakeUp}.
 */
final class FileQueue implements FrameQueue {
    private final CaptureInput input;
    private final ByteSupply bytes;
    private final SkippedRecords skipped = new SkippedRecords();
    private final FrameClock clock = new FrameClock(skipped);
    private final CaptureFormat format;
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong capturedBytes = new AtomicLong();
    private volatile boolean woken;
    private boolean ended;

    /** Met while frames before it were in the batch; thrown by the next poll. */
    private CaptureException damage;

    /**
     * Reads the input's first bytes; closes it if they can't be those of a capture.
     *
     * @param bufferSize bytes read at once; grows if a record needs it
     */
    FileQueue(CaptureInput input, int bufferSize) throws CaptureException {
        this.input = input;
        bytes = new ByteSupply(input.bytes(), bufferSize);
        try {
            format = recognise();
        } catch (DamagedCapture e) {
            input.close();
            throw describe(e);
        } catch (CaptureException e) {
            input.close();
            throw e;
        }
    }

    private CaptureFormat recognise() throws CaptureException, DamagedCapture {
        bytes.require(4);
        byte[] head = bytes.head(4);
        boolean pcap = head.length == 4 && PcapFormat.isStart(head);
        if (head.length == 4 && PcapngFormat.isStart(head)) {
            return new PcapngFormat(clock, skipped);
        }
        if (pcap && bytes.require(PcapFormat.HEADER)) {
            return PcapFormat.begin(bytes, clock, skipped);
        }
        if (bytes.failure() != null) {
            throw unreadable();
        }
        if (pcap) {
            throw new CaptureException(
                    "%s is cut off: it ends after %d bytes, within its file header"
                            .formatted(input.name(), bytes.end()),
                    0,
                    null);
        }
        if (head.length == 0) {
            throw new CaptureException(
                    input.name() + " is empty, expected was a capture in pcap or pcapng format",
                    0,
                    null);
        }
        throw new CaptureException(input.name() + " " + InputKind.refusal(head), 0, null);
    }

    @Override
    public boolean poll(FrameBatch batch, long timeoutNanos) throws CaptureException {
        batch.clear(bytes.buffer());
        if (damage != null) {
            CaptureException thrown = damage;
            damage = null;
            throw thrown;
        }
        long start = System.nanoTime();
        boolean patient = true;
        while (!ended) {
            int need = take(batch);
            if (batch.size() > 0 || ended || !patient) {
                break;
            }
            if (!bytes.fill(need)) {
                end();
                break;
            }
            batch.clear(bytes.buffer());
            patient = !woken && System.nanoTime() - start < timeoutNanos;
        }
        woken = false;
        count(batch);
        return !ended || damage != null;
    }

    private int take(FrameBatch batch) throws CaptureException {
        try {
            return clock.started()
                    ? format.take(bytes, batch)
                    : FirstFrames.take(format, bytes, batch, clock);
        } catch (DamagedCapture e) {
            ended = true;
            if (batch.size() == 0) {
                throw describe(e);
            }
            damage = describe(e);
            return 0;
        }
    }

    private void end() throws CaptureException {
        ended = true;
        if (bytes.failure() != null) {
            throw unreadable();
        }
        if (bytes.available() > 0) {
            throw cutOff(bytes.offset());
        }
        if (bytes.owes() || format.inRecord()) {
            throw cutOff(bytes.recordWithOwed());
        }
    }

    private CaptureException unreadable() {
        return new CaptureException(
                "%s can't be read beyond %s: %s"
                        .formatted(
                                input.name(),
                                input.place(bytes.end()),
                                bytes.failure().getMessage()),
                bytes.end(),
                bytes.failure());
    }

    private CaptureException cutOff(long record) {
        return new CaptureException(
                "%s is cut off: it ends after %d bytes, within the record at %s"
                        .formatted(input.name(), bytes.end(), input.place(record)),
                record,
                null);
    }

    private CaptureException describe(DamagedCapture e) {
        String message =
                e.offset() < 0
                        ? "%s: %s".formatted(input.name(), e.getMessage())
                        : "%s is damaged at %s: %s"
                                .formatted(input.name(), input.place(e.offset()), e.getMessage());
        return new CaptureException(message, e.offset(), e);
    }

    private void count(FrameBatch batch) {
        int size = batch.size();
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += batch.capturedLength(i);
        }
        frames.setRelease(frames.getPlain() + size);
        capturedBytes.setRelease(capturedBytes.getPlain() + sum);
    }

    @Override
    public void wakeUp() {
        woken = true;
    }

    @Override
    public CaptureStatistics statistics() {
        Map<String, Long> causes = skipped.byCause();
        return new CaptureStatistics(
                frames.getAcquire(),
                capturedBytes.getAcquire(),
                0,
                0,
                input.position(),
                input.size(),
                causes);
    }

    @Override
    public void close() {
        ended = true;
        input.close();
    }
}
