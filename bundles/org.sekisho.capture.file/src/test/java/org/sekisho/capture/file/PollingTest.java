// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

class PollingTest {
    private static FrameQueue open(java.io.InputStream input) throws CaptureException {
        return new FileCaptures(input, Reading.BOUNDS).file("-").open().get(0);
    }

    @Test
    void framesAllocateNothing() throws IOException, CaptureException {
        List<Frame> frames = new ArrayList<>();
        while (frames.size() < 10_000) {
            frames.addAll(Frame.few());
        }
        PcapngWriter pcapng = new PcapngWriter().section(ByteOrder.BIG_ENDIAN).describe(1, 0);
        frames.forEach(frame -> pcapng.enhanced(0, frame.time() / 1000, frame));
        for (byte[] capture : List.of(PcapWriter.file(frames), pcapng.file())) {
            long once = allocated(capture);
            assertThat(Math.min(once, allocated(capture))).isLessThan(frames.size());
        }
    }

    private static long allocated(byte[] capture) throws CaptureException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        FrameBatch batch = new FrameBatch();
        try (FrameQueue queue = open(new ByteArrayInputStream(capture))) {
            queue.poll(batch, 1);
            long before = threads.getThreadAllocatedBytes(thread);
            while (queue.poll(batch, 1)) {
                assertThatBatchIsUsed(batch);
            }
            return threads.getThreadAllocatedBytes(thread) - before;
        }
    }

    private static void assertThatBatchIsUsed(FrameBatch batch) {
        if (batch.size() > FrameBatch.CAPACITY) {
            throw new AssertionError(batch.size());
        }
    }

    @Test
    void framesOfAPipeAreHandedOverBeforeMoreIsWritten() throws IOException, CaptureException {
        List<Frame> frames = Frame.few();
        byte[] start = PcapWriter.file(frames.subList(0, 2));
        byte[] whole = PcapWriter.file(frames.subList(0, 3));
        PipedInputStream pipe = new PipedInputStream(1 << 16);
        try (FrameQueue queue = openAfter(pipe, start, whole)) {
            assertThat(queue.poll(new FrameBatch(), 1)).isFalse();
        }
    }

    private static FrameQueue openAfter(PipedInputStream pipe, byte[] start, byte[] whole)
            throws IOException, CaptureException {
        FrameBatch batch = new FrameBatch();
        try (PipedOutputStream writer = new PipedOutputStream(pipe)) {
            writer.write(start);
            FrameQueue queue = open(pipe);
            assertThat(queue.poll(batch, 1)).isTrue();
            assertThat(batch.size()).isEqualTo(2);
            writer.write(whole, start.length, whole.length - start.length);
            assertThat(queue.poll(batch, 1)).isTrue();
            assertThat(batch.size()).isEqualTo(1);
            return queue;
        }
    }

    @Test
    void wokenPollReturnsFromALongStretchWithoutFrames() throws IOException, CaptureException {
        PcapngWriter writer = new PcapngWriter().section(ByteOrder.LITTLE_ENDIAN).describe(1, 0);
        writer.unknown(0x0bad, 8 << 20).enhanced(0, 1, Frame.few().get(0));
        FrameBatch batch = new FrameBatch();
        try (FrameQueue queue = open(new ByteArrayInputStream(writer.file()))) {
            queue.wakeUp();
            assertThat(queue.poll(batch, Long.MAX_VALUE)).isTrue();
            assertThat(batch.size()).isZero();
            assertThat(queue.poll(batch, Long.MAX_VALUE)).isTrue();
            assertThat(batch.size()).isEqualTo(1);
        }
    }

    @Test
    void afterDamageThereIsNoMore() throws IOException, CaptureException {
        byte[] capture = PcapWriter.file(Frame.few());
        byte[] cut = Arrays.copyOf(capture, capture.length - 1);
        FrameBatch batch = new FrameBatch();
        try (FrameQueue queue = open(new ByteArrayInputStream(cut))) {
            assertThat(queue.poll(batch, 1)).isTrue();
            assertThatThrownBy(() -> queue.poll(batch, 1)).isInstanceOf(CaptureException.class);
            assertThat(batch.size()).isZero();
            assertThat(queue.poll(batch, 1)).isFalse();
        }
    }

    @Test
    void afterCloseThereIsNoMore() throws IOException, CaptureException {
        byte[] capture = PcapWriter.file(Frame.few());
        FrameQueue queue;
        try (CaptureSource source =
                new FileCaptures(new ByteArrayInputStream(capture), Reading.BOUNDS).file("-")) {
            queue = source.open().get(0);
        }
        assertThat(queue.poll(new FrameBatch(), 1)).isFalse();
    }
}
