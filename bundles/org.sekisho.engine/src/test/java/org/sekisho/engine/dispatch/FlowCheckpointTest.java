// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.capture.FrameBatch;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.packet.LinkType;
import org.sekisho.packet.Transport;

/** A flow that goes on is told of now and then, and costs nothing in between. */
class FlowCheckpointTest {
    private static final long SECOND = 1_000_000_000L;

    /** Start of a period, so that the test knows where periods end. */
    private static final long START = 400_000_000L << 32;

    private static final long PERIOD = 1L << 32;

    private final List<Event> events = new ArrayList<>();
    private final Worker worker =
            new Worker(
                    0,
                    new WorkerBounds(1024, 16, 1 << 20, 1 << 18, 16),
                    (index, handed, progress) -> handed.forEach(each -> events.add(each.event())));
    private final FrameBatch batch = new FrameBatch();
    private long frames;

    @Test
    void theFirstPayloadOfEachPeriodTellsHowMuchThereWas() throws Exception {
        for (long time = START; time < START + 3 * PERIOD; time += SECOND / 2) {
            process(udp(true, 100), time);
            process(udp(false, 200), time + 1);
        }
        List<FlowCheckpoint> told = checkpoints();
        assertThat(told).hasSize(2);
        FlowCheckpoint first = told.get(0);
        assertThat(first.origin().time()).isEqualTo(START + 9 * SECOND / 2);
        assertThat(first.origin().flow().transport()).isEqualTo(Transport.UDP);
        assertThat(first.origin().flow().client().toString()).isEqualTo("10.0.0.1:40000");
        assertThat(first.packetsToServer()).isEqualTo(10);
        assertThat(first.packetsToClient()).isEqualTo(9);
        assertThat(first.bytesToServer()).isEqualTo(10 * (28 + 100));
        assertThat(first.bytesToClient()).isEqualTo(9 * (28 + 200));
    }

    @Test
    void aFlowThatWasToldOfIsToldOfWhenItEnds() throws Exception {
        process(udp(true, 100), START);
        process(udp(true, 100), START + PERIOD);
        worker.finish(frames, START + PERIOD);
        assertThat(events).filteredOn(FlowEnded.class::isInstance).hasSize(1);
    }

    @Test
    void packetsWithoutPayloadAndYoungFlowsAreNotWorthIt() throws Exception {
        process(udp(true, 100), START + PERIOD - SECOND);
        process(udp(true, 100), START + PERIOD);
        process(udp(true, 0), START + 2 * PERIOD);
        assertThat(checkpoints()).isEmpty();
        process(udp(true, 100), START + 2 * PERIOD + 1);
        assertThat(checkpoints()).hasSize(1);
    }

    @Test
    void otherPacketsDoNotCostAByte() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        byte[] frame = udp(true, 100);
        int packets = 0;
        long begun = 0;
        // a batch of 64 frames each 100 ms: a new period in one of 43 batches
        for (long time = START; time < START + 400 * PERIOD; time += SECOND / 10) {
            fill(frame, time);
            if (packets == 64 * 4_000) {
                begun = threads.getThreadAllocatedBytes(thread);
            }
            worker.process(batch, frames + 1);
            frames += batch.size();
            packets += batch.size();
        }
        long batches = packets / 64 - 4_000;
        double perPacket =
                (threads.getThreadAllocatedBytes(thread) - begun) / (double) (batches * 64);
        assertThat(checkpoints()).hasSize(399);
        // what is made for one event in 43 batches, and once a second for a tick
        assertThat(perPacket).isLessThan(2);
    }

    private List<FlowCheckpoint> checkpoints() {
        return events.stream()
                .filter(FlowCheckpoint.class::isInstance)
                .map(FlowCheckpoint.class::cast)
                .toList();
    }

    private void process(byte[] frame, long time) throws InterruptedException {
        batch.clear(frame);
        batch.add(0, frame.length, frame.length, LinkType.ETHERNET, -1, time);
        worker.process(batch, ++frames);
    }

    private void fill(byte[] frame, long time) {
        batch.clear(frame);
        for (int i = 0; i < 64; i++) {
            batch.add(0, frame.length, frame.length, LinkType.ETHERNET, -1, time + i);
        }
    }

    /** A datagram between 10.0.0.1:40000 and 10.0.0.2:443. */
    private static byte[] udp(boolean toServer, int payload) {
        byte[] frame = new byte[42 + payload];
        frame[12] = 8;
        frame[14] = 0x45;
        frame[16] = (byte) (28 + payload >> 8);
        frame[17] = (byte) (28 + payload);
        frame[22] = 64;
        frame[23] = 17;
        frame[26] = 10;
        frame[29] = (byte) (toServer ? 1 : 2);
        frame[30] = 10;
        frame[33] = (byte) (toServer ? 2 : 1);
        int client = toServer ? 34 : 36;
        int server = toServer ? 36 : 34;
        frame[client] = (byte) (40000 >> 8);
        frame[client + 1] = (byte) 40000;
        frame[server] = 443 >> 8;
        frame[server + 1] = (byte) 443;
        frame[38] = (byte) (8 + payload >> 8);
        frame[39] = (byte) (8 + payload);
        return frame;
    }
}
