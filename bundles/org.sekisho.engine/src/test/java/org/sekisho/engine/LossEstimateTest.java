// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.capture.FrameBatch;
import org.sekisho.engine.decode.DecodeLimits;
import org.sekisho.engine.decode.Decoder;
import org.sekisho.engine.decode.Outcome;
import org.sekisho.engine.decode.PacketView;
import org.sekisho.engine.dispatch.Worker;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.packet.LinkType;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/** What a worker says of real captures, and of the same with packets withheld. */
class LossEstimateTest {
    /** A file that was copied with scp: hundreds of segments with data, all of them in it. */
    private static final String CAPTURE = "n12_ssh_scp-none-1039.pcap";

    private final Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
    private final PacketView view = new PacketView();
    private final Worker worker =
            new Worker(
                    0,
                    new WorkerBounds(1024, 1024, 1 << 24, 1 << 20, 1024),
                    (index, events, progress) -> {});

    private static List<CapturedFrame> read(String capture) throws Exception {
        return PcapFile.read(TestCaptures.path(capture));
    }

    private void process(List<CapturedFrame> frames) throws Exception {
        FrameBatch batch = new FrameBatch();
        for (CapturedFrame frame : frames) {
            batch.clear(frame.bytes());
            int length = frame.bytes().length;
            batch.add(0, length, frame.originalLength(), LinkType.ETHERNET, -1, frame.time());
            worker.process(batch, frame.number());
        }
    }

    /** Bytes of TCP payload in the frame. */
    private int payload(CapturedFrame frame) {
        int length = frame.bytes().length;
        Outcome outcome =
                decoder.decode(frame.bytes(), 0, length, length, LinkType.ETHERNET, -1, 0, view);
        return outcome == Outcome.PACKET && view.protocol == 6 ? view.payloadLength : 0;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CAPTURE,
                "n13_squid_connect-none-1041.pcap",
                "n20_stunnel-none-1049.pcap",
                "p28_idle_session-st444-1024.pcap",
                "p09_http_proxy-st444-1008.pcap"
            })
    void aWholeCaptureLostNothing(String capture) throws Exception {
        process(read(capture));
        assertThat(worker.unseenBytes()).isZero();
        assertThat(worker.notWatchedForLoss()).isZero();
    }

    @Test
    void whatIsWithheldIsCountedToTheByte() throws Exception {
        List<CapturedFrame> given = new ArrayList<>();
        long withheld = 0;
        int data = 0;
        for (CapturedFrame frame : read(CAPTURE)) {
            int payload = payload(frame);
            // none of the last: nobody acknowledges behind them any more
            if (payload > 1000 && ++data % 10 == 5) {
                withheld += payload;
            } else {
                given.add(frame);
            }
        }
        process(given);
        assertThat(withheld).isGreaterThan(10_000);
        assertThat(worker.unseenBytes()).isEqualTo(withheld);
    }

    @Test
    void itGoesOnWhenNobodyLooksIntoTheFlowAnyMoreAndThroughAnotherLook() throws Exception {
        TcpFrames flow = new TcpFrames().handshake();
        for (int turn = 0; turn < 40; turn++) {
            flow.toServer("question " + turn).toClient("answer " + turn);
        }
        flow.toServer("x".repeat(5000)).lostToServer(1000).toServer("y").serverAcknowledges();
        flow.lostToServer(500).serverAcknowledges();
        flow.pause(20).lostToServer(7).toServer("z").lostToServer(3).serverAcknowledges().close();
        process(flow.frames());
        assertThat(worker.unseenBytes()).isEqualTo(1510);
        Map<String, Long> counters = new HashMap<>();
        worker.addCounters(counters);
        assertThat(counters.getOrDefault("stream bytes lost by the capture", 0L))
                .as("holes in streams that were looked into")
                .isLessThan(1000);
    }

    @Test
    void aBurstIsCountedToTheByte() throws Exception {
        List<CapturedFrame> frames = read(CAPTURE);
        long all = frames.stream().filter(frame -> payload(frame) > 1000).count();
        List<CapturedFrame> given = new ArrayList<>();
        long withheld = 0;
        int data = 0;
        for (CapturedFrame frame : frames) {
            int payload = payload(frame);
            data += payload > 1000 ? 1 : 0;
            // both directions, as when the ring is full
            if (data > all / 3 && data <= all * 2 / 3) {
                withheld += payload;
            } else {
                given.add(frame);
            }
        }
        process(given);
        assertThat(withheld).isGreaterThan(10_000);
        assertThat(worker.unseenBytes()).isEqualTo(withheld);
    }

    @Test
    void ofADirectionThatIsNeverSeenOnlyTheFirstMebibyteIsLeftOut() throws Exception {
        List<CapturedFrame> given = new ArrayList<>();
        for (CapturedFrame frame : read(CAPTURE)) {
            if (payload(frame) <= 1000) {
                given.add(frame);
            }
        }
        // the handshake was seen, so even that is counted
        process(given);
        long all = read(CAPTURE).stream().mapToLong(this::payload).filter(n -> n > 1000).sum();
        assertThat(worker.unseenBytes()).isEqualTo(all);
    }
}
