// SPDX-License-Identifier: Apache-2.0
package com.example.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.event.wireguard.WireGuardHandshake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.event.Event;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.DatagramReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.TestCaptures;

/** On a recording of a real WireGuard tunnel, and on one of other traffic over UDP. */
class WireGuardTest {
    private static final CaptureReplay TUNNEL =
            CaptureReplay.of(TestCaptures.path("n11_wireguard-none-1038.pcap"));

    private static List<WireGuardHandshake> handshakes(CaptureReplay capture) {
        return capture.events(new WireGuardDissector()).stream()
                .map(WireGuardHandshake.class::cast)
                .toList();
    }

    @Test
    void toldOncePerFlowWithTheFrameOfTheAnswer() {
        List<WireGuardHandshake> found = handshakes(TUNNEL);

        assertThat(found).hasSize(1);
        WireGuardHandshake handshake = found.get(0);
        assertThat(handshake.initiator()).isEqualTo(Direction.TO_SERVER);
        byte[] answer = TUNNEL.frames().get((int) handshake.origin().frame() - 1).bytes();
        assertThat(answer).containsSequence(handshake.index().toBytes());
    }

    @Test
    void letsTheFlowGoWhenItHasSaidWhatItKnows() {
        for (RecordedDatagrams flow : TUNNEL.datagrams()) {
            DatagramReplay replay = flow.replay(new WireGuardDissector());
            if (!replay.events().isEmpty()) {
                assertThat(replay.isDone()).isTrue();
            }
        }
    }

    @Test
    void silentAboutOtherTraffic() {
        CaptureReplay other =
                CaptureReplay.of(TestCaptures.path("n28_udp_realtime-none-1208.pcap"));

        assertThat(other.datagrams()).isNotEmpty();
        assertThat(handshakes(other)).isEmpty();
    }

    @Test
    void anAnswerToSomebodyElseIsNone() {
        long answered = handshakes(TUNNEL).get(0).origin().frame();
        List<CapturedFrame> changed = new ArrayList<>(TUNNEL.frames());
        changed.replaceAll(frame -> frame.number() == answered ? otherIndex(frame) : frame);

        assertThat(handshakes(CaptureReplay.of(changed))).isEmpty();
    }

    private static CapturedFrame otherIndex(CapturedFrame frame) {
        byte[] bytes = frame.bytes().clone();
        // the receiver index stands 84 bytes before the end of a response
        bytes[bytes.length - 84] ^= 1;
        return new CapturedFrame(frame.number(), frame.time(), bytes, frame.originalLength());
    }

    @Test
    void framesCutAnywhereDoNoHarm() {
        for (int length = 14; length < 200; length++) {
            int kept = length;
            List<CapturedFrame> cut =
                    TUNNEL.frames().stream()
                            .map(
                                    frame ->
                                            new CapturedFrame(
                                                    frame.number(),
                                                    frame.time(),
                                                    Arrays.copyOf(
                                                            frame.bytes(),
                                                            Math.min(kept, frame.bytes().length)),
                                                    frame.originalLength()))
                            .toList();
            assertThat(handshakes(CaptureReplay.of(cut))).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void anAnsweredHandshakeIsEvidenceThatBindsBothEnds() {
        WireGuardHandshake handshake = handshakes(TUNNEL).get(0);
        WireGuardDetector detector = new WireGuardDetector();
        List<Evidence> found = new ArrayList<>();
        detector.judge((Event) handshake, found::add);

        assertThat(found).hasSize(1);
        Evidence evidence = found.get(0);
        assertThat(evidence.finding()).isEqualTo(Finding.TUNNEL);
        assertThat(evidence.twoWay()).isTrue();
        assertThat(evidence.frame()).isEqualTo(handshake.origin().frame());
        assertThat(evidence.subject().client().address())
                .isEqualTo(handshake.origin().flow().client().address());
        assertThat(detector.techniques()).contains(evidence.technique());
        assertThat(detector.events()).contains(handshake.getClass());
    }
}
