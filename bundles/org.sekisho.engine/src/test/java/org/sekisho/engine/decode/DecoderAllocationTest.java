// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;

/** Steady decoding takes no memory. */
class DecoderAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
    private final PacketView view = new PacketView();
    private long seen;

    private void decodeAll(byte[][] frames, int times) {
        for (int round = 0; round < times; round++) {
            for (byte[] frame : frames) {
                seen +=
                        decoder.decode(
                                        frame,
                                        0,
                                        frame.length,
                                        frame.length,
                                        LinkType.ETHERNET,
                                        -1,
                                        round,
                                        view)
                                .ordinal();
                seen += FlowSplit.hash(frame, 0, frame.length, LinkType.ETHERNET);
            }
        }
    }

    private long bytesPerPass(byte[][] frames) {
        decodeAll(frames, 20);
        long least = Long.MAX_VALUE;
        for (int pass = 0; pass < 10; pass++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            decodeAll(frames, 5);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @Test
    void realAndWrappedFramesAllocateNothing() {
        Stream<byte[]> real = RealFrames.all().stream().map(CapturedFrame::bytes);
        Stream<byte[]> wrapped =
                EncapsulationTest.wrapped()
                        .filter(w -> w.linkType() == LinkType.ETHERNET)
                        .map(EncapsulationTest.Wrapped::frame);
        byte[][] frames = Stream.concat(real, wrapped).toArray(byte[][]::new);
        assertThat(bytesPerPass(frames)).isZero();
    }

    @Test
    void fragmentsAllocateNothingOnceThePoolIsFilled() {
        List<CapturedFrame> fragments =
                RealFrames.all().stream()
                        .filter(f -> f.bytes()[12] == 8 && f.bytes()[13] == 0)
                        .filter(f -> (BigEndian.u16(f.bytes(), 20) & 0x3fff) != 0)
                        .toList();
        assertThat(fragments).isNotEmpty();
        byte[][] frames = fragments.stream().map(CapturedFrame::bytes).toArray(byte[][]::new);
        assertThat(bytesPerPass(frames)).isZero();
    }
}
