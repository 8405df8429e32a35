// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.engine.ContentDissector.Content;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.TestCaptures;

/** Memory stays within its bounds, and what is given up is counted. */
class BoundsTest {
    private final List<CapturedFrame> session =
            CaptureReplay.of(TestCaptures.path("p31_idle_tcp_only-deb501-1204.pcap")).frames();

    private static CapturedFrame syn(int i, long time) {
        byte[] frame = new byte[54];
        frame[12] = 8;
        frame[14] = 0x45;
        frame[17] = 40;
        frame[22] = 64;
        frame[23] = 6;
        frame[26] = 10;
        frame[27] = (byte) (i >> 16);
        frame[28] = (byte) (i >> 8);
        frame[29] = (byte) i;
        frame[30] = (byte) 198;
        frame[31] = 51;
        frame[32] = 100;
        frame[33] = 7;
        frame[34] = (byte) 0xc0;
        frame[37] = 80;
        frame[46] = 0x50;
        frame[47] = 2;
        return new CapturedFrame(0, time, frame, frame.length);
    }

    @Test
    void aFloodOfSynsIsBoundedAndCountedAndARealSessionIsStillRead() {
        List<CapturedFrame> flooded = new ArrayList<>();
        int i = 0;
        for (CapturedFrame frame : session) {
            flooded.add(frame);
            for (int n = 0; n < 100; n++) {
                flooded.add(syn(i++, frame.time()));
            }
        }
        Pipeline pipeline =
                new Pipeline()
                        .watch(Content.class)
                        .streams(List.of(Pipeline.stream(ContentDissector::new)))
                        .options(new AnalysisOptions(1, 4096, 1 << 20, 1 << 18, false));
        List<Event> events = pipeline.run(flooded);
        assertThat(events)
                .hasSize(
                        new Pipeline()
                                .watch(Content.class)
                                .streams(List.of(Pipeline.stream(ContentDissector::new)))
                                .run(session)
                                .size());
        assertThat(pipeline.summary().evictedBy().get("flows")).isPositive();
        assertThat(pipeline.summary().frames()).isEqualTo(flooded.size());
    }

    @Test
    void anEstablishedFlowThatNobodyLooksIntoAllocatesNothingPerPacket() throws Exception {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        List<CapturedFrame> frames = new ArrayList<>();
        long time = session.get(0).time();
        int packets = 400_000;
        CapturedFrame[] templates = {data(false), data(true)};
        for (int i = 0; i < packets; i++) {
            CapturedFrame template = templates[i & 1];
            frames.add(
                    new CapturedFrame(
                            0, time + i * 1000L, template.bytes(), template.originalLength()));
        }
        long[] start = new long[1];
        long[] end = new long[1];
        int from = packets / 4 / 64;
        Pipeline pipeline = new Pipeline().watch(FlowTurns.class);
        int[] polls = new int[1];
        pipeline.between(
                frame -> {
                    polls[0]++;
                    long allocated =
                            threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                    if (polls[0] == from) {
                        start[0] = allocated;
                    }
                    end[0] = allocated;
                });
        pipeline.run(frames);
        // a little for what is done once a batch; a packet must not cost a single byte
        double perBatch = (end[0] - start[0]) / (double) (polls[0] - from);
        assertThat(perBatch).isLessThan(64);
    }

    /**
     * A segment of the middle of a connection; the same again is a retransmission, as cheap as any.
     */
    private static CapturedFrame data(boolean back) {
        byte[] frame = syn(1, 0).bytes().clone();
        byte[] longer = java.util.Arrays.copyOf(frame, 154);
        longer[17] = (byte) 140;
        longer[47] = 0x10;
        if (back) {
            for (int i = 0; i < 4; i++) {
                byte swap = longer[26 + i];
                longer[26 + i] = longer[30 + i];
                longer[30 + i] = swap;
            }
            for (int i = 0; i < 2; i++) {
                byte swap = longer[34 + i];
                longer[34 + i] = longer[36 + i];
                longer[36 + i] = swap;
            }
        }
        return new CapturedFrame(0, 0, longer, longer.length);
    }
}
