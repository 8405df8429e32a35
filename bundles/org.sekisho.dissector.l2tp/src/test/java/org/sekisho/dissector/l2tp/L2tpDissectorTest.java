// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.l2tp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.event.l2tp.L2tpAnswer;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class L2tpDissectorTest {
    private static final String CLONE = "p18_l2tp_clone-deb501-2001.pcap";
    private static final String PLAIN = "n44_l2tp_ipsec-none-2002.pcap";

    private static RecordedDatagrams tunnel(String capture) {
        return CaptureReplay.of(TestCaptures.path(capture)).datagrams().stream()
                .filter(f -> f.flow().server().port() == 1701)
                .findFirst()
                .orElseThrow();
    }

    private static List<L2tpAnswer> read(RecordedDatagrams flow) {
        return flow.replay(new L2tpDissector()).events(L2tpAnswer.class);
    }

    private static List<L2tpAnswer> read(RecordedDatagrams flow, Datagram... datagrams) {
        return read(new RecordedDatagrams(flow.flow(), List.of(datagrams)));
    }

    private static Datagram with(Datagram datagram, byte[] bytes, int cut) {
        return new Datagram(
                datagram.direction(), bytes, cut, datagram.frame(), datagram.time(), -1, 0);
    }

    @Test
    void aSoftEtherServerCallsItsVendorL2tp() {
        assertThat(read(tunnel(CLONE)))
                .singleElement()
                .satisfies(
                        answer -> {
                            assertThat(answer.vendorName()).isEqualTo("L2TP");
                            assertThat(answer.hostName()).isEqualTo("vm");
                            assertThat(answer.window()).isEqualTo(16);
                            assertThat(answer.attributes())
                                    .containsExactly(0, 2, 3, 4, 7, 8, 9, 10);
                        });
    }

    @Test
    void xl2tpdNamesItsMaker() {
        assertThat(read(tunnel(PLAIN)))
                .singleElement()
                .satisfies(answer -> assertThat(answer.vendorName()).isEqualTo("xelerance.com"));
    }

    @Test
    void whoeverAsksIsTheClient() {
        RecordedDatagrams flow = tunnel(CLONE);
        List<Datagram> turned = new ArrayList<>();
        for (Datagram each : flow.datagrams()) {
            Direction other =
                    each.direction() == Direction.TO_SERVER
                            ? Direction.TO_CLIENT
                            : Direction.TO_SERVER;
            turned.add(new Datagram(other, each.bytes(), 0, each.frame(), each.time(), -1, 0));
        }
        assertThat(read(new RecordedDatagrams(flow.flow(), turned)))
                .singleElement()
                .satisfies(
                        answer ->
                                assertThat(answer.origin().flow().client())
                                        .isEqualTo(flow.flow().server()));
    }

    @Test
    void anAnswerWithoutItsQuestionSaysNothing() {
        RecordedDatagrams flow = tunnel(CLONE);
        assertThat(read(flow, flow.datagrams().get(1))).isEmpty();
    }

    @Test
    void anAnswerForAnotherTunnelSaysNothing() {
        RecordedDatagrams flow = tunnel(CLONE);
        byte[] forged = flow.datagrams().get(1).bytes().clone();
        forged[5] ^= 1;
        assertThat(read(flow, flow.datagrams().get(0), with(flow.datagrams().get(1), forged, 0)))
                .isEmpty();
    }

    @Test
    void everyTruncationAndEveryFlippedByteIsSurvived() {
        RecordedDatagrams flow = tunnel(CLONE);
        Datagram question = flow.datagrams().get(0);
        Datagram answer = flow.datagrams().get(1);
        for (int length = 0; length < answer.bytes().length; length++) {
            byte[] part = Arrays.copyOf(answer.bytes(), length);
            assertThat(read(flow, question, with(answer, part, 0))).isEmpty();
            assertThat(read(flow, question, with(answer, part, answer.bytes().length - length)))
                    .isEmpty();
        }
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = answer.bytes().clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                changed[12 + random.nextInt(changed.length - 12)] = (byte) random.nextInt();
            }
            read(flow, question, with(answer, changed, 0))
                    .forEach(told -> assertThat(told.attributes()).hasSizeLessThanOrEqualTo(32));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n11_wireguard-none-1038.pcap",
                "n10_openvpn_udp-none-1037.pcap",
                "n28_udp_realtime-none-1208.pcap",
                "n15_dns_dnssec-none-1043.pcap",
                "p28_idle_session-deb501-1070.pcap"
            })
    void otherDatagramsAreNotTakenForIt(String capture) {
        CaptureReplay.of(TestCaptures.path(capture))
                .datagrams()
                .forEach(flow -> assertThat(read(flow)).isEmpty());
    }

    /** The same as they are when the engine takes the ends for each other. */
    private static RecordedDatagrams turned(RecordedDatagrams flow, int... indexes) {
        List<Datagram> turned = new ArrayList<>();
        for (int index : indexes) {
            Datagram each = flow.datagrams().get(index);
            turned.add(
                    new Datagram(
                            each.direction().opposite(),
                            each.bytes(),
                            0,
                            each.frame(),
                            each.time(),
                            -1,
                            0));
        }
        return new RecordedDatagrams(flow.flow(), turned);
    }

    private static RecordedDatagrams only(RecordedDatagrams flow, int... indexes) {
        List<Datagram> chosen = new ArrayList<>();
        for (int index : indexes) {
            chosen.add(flow.datagrams().get(index));
        }
        return new RecordedDatagrams(flow.flow(), chosen);
    }

    @Test
    void anAnswerSeenBeforeItsQuestionIsTold() {
        RecordedDatagrams flow = tunnel(CLONE);
        assertThat(read(only(flow, 1, 0))).hasSize(1);
        assertThat(read(turned(flow, 1, 0, 2)))
                .singleElement()
                .satisfies(
                        answer ->
                                assertThat(answer.origin().flow().client())
                                        .isEqualTo(flow.flow().server()));
    }

    @Test
    void withoutTheQuestionTheClientsNextMessageTellsThatItIsOne() {
        RecordedDatagrams flow = tunnel(CLONE);
        assertThat(read(only(flow, 1, 2))).hasSize(1);
        assertThat(read(turned(flow, 1, 2, 3))).hasSize(1);
        assertThat(read(only(flow, 1, 3))).isEmpty();
        byte[] forged = flow.datagrams().get(1).bytes().clone();
        forged[forged.length - 9] ^= 1;
        assertThat(read(flow, with(flow.datagrams().get(1), forged, 0), flow.datagrams().get(2)))
                .isEmpty();
    }

    @Test
    void aWholeSetupMayPassBeforeItsFirstMessageDoes() {
        RecordedDatagrams flow = tunnel(CLONE);
        assertThat(read(only(flow, 3, 5, 1, 7, 2, 4, 6, 8, 9, 10, 0))).hasSize(1);
    }
}
