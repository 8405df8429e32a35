// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.event.wireguard.WireGuardHandshake;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class WireGuardDissectorTest {
    private static final String REAL = "n11_wireguard-none-1038.pcap";

    private static List<WireGuardHandshake> read(RecordedDatagrams flow) {
        return flow.replay(new WireGuardDissector()).events(WireGuardHandshake.class);
    }

    private static List<WireGuardHandshake> read(Path capture) {
        return CaptureReplay.of(capture).datagrams().stream()
                .flatMap(flow -> read(flow).stream())
                .toList();
    }

    private static RecordedDatagrams session() {
        return CaptureReplay.of(TestCaptures.path(REAL)).datagrams().stream()
                .filter(flow -> !read(flow).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static RecordedDatagrams with(RecordedDatagrams flow, int index, byte[] bytes) {
        List<Datagram> datagrams = new ArrayList<>(flow.datagrams().subList(0, 2));
        Datagram old = datagrams.get(index);
        datagrams.set(
                index, new Datagram(old.direction(), bytes, 0, old.frame(), old.time(), -1, 0));
        return new RecordedDatagrams(flow.flow(), datagrams);
    }

    @Test
    void aHandshakeIsToldOnce() {
        assertThat(read(TestCaptures.path(REAL)))
                .singleElement()
                .satisfies(
                        told ->
                                assertThat(told.origin().flow().server().address())
                                        .hasToString("198.18.137.145"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n44_l2tp_ipsec-none-2002.pcap",
                "n10_openvpn_udp-none-1037.pcap",
                "n28_udp_realtime-none-1208.pcap",
                "n15_dns_dnssec-none-1043.pcap",
                "p28_idle_session-deb501-1070.pcap"
            })
    void otherDatagramsAreNotTakenForIt(String capture) {
        assertThat(read(TestCaptures.path(capture))).isEmpty();
    }

    @Test
    void aResponseToSomebodyElseSaysNothing() {
        RecordedDatagrams flow = session();
        byte[] forged = flow.datagrams().get(1).bytes().clone();
        forged[8] ^= 1;
        assertThat(read(with(flow, 1, forged))).isEmpty();
    }

    @Test
    void everyOtherLengthSaysNothing() {
        RecordedDatagrams flow = session();
        for (int index = 0; index < 2; index++) {
            byte[] bytes = flow.datagrams().get(index).bytes();
            for (int length = 0; length < bytes.length + 16; length++) {
                if (length != bytes.length) {
                    assertThat(read(with(flow, index, Arrays.copyOf(bytes, length)))).isEmpty();
                }
            }
        }
    }

    private static List<WireGuardHandshake> read(RecordedDatagrams flow, int... indexes) {
        List<Datagram> chosen = new ArrayList<>();
        for (int index : indexes) {
            chosen.add(flow.datagrams().get(index));
        }
        return read(new RecordedDatagrams(flow.flow(), chosen));
    }

    /** First packet of transport data that an end sends. */
    private static int transport(RecordedDatagrams flow, Direction direction) {
        for (int i = 2; i < flow.datagrams().size(); i++) {
            Datagram each = flow.datagrams().get(i);
            if (each.bytes()[0] == 4 && each.direction() == direction) {
                return i;
            }
        }
        throw new AssertionError("none");
    }

    @Test
    void theOrderOfInitiationAndResponseDoesNotMatter() {
        RecordedDatagrams flow = session();
        assertThat(read(flow, 1, 0)).hasSize(1);
        assertThat(read(flow, 1)).isEmpty();
        assertThat(read(flow, 0)).isEmpty();
    }

    @Test
    void eitherHalfIsEnoughWithAPacketOfTheOtherEnd() {
        RecordedDatagrams flow = session();
        int asked = transport(flow, Direction.TO_SERVER);
        int answered = transport(flow, Direction.TO_CLIENT);
        assertThat(read(flow, 0, answered)).hasSize(1);
        assertThat(read(flow, 1, asked)).hasSize(1);
        assertThat(read(flow, 0, asked)).isEmpty();
        assertThat(read(flow, 1, answered)).isEmpty();
        assertThat(read(flow, asked, answered)).isEmpty();
    }

    @Test
    void aResponseSeenFirstDoesNotMakeItsSenderTheClient() {
        RecordedDatagrams flow = session();
        List<Datagram> turned = new ArrayList<>();
        for (int i : new int[] {1, 0, 2, 3}) {
            Datagram each = flow.datagrams().get(i);
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
        assertThat(read(new RecordedDatagrams(flow.flow(), turned)))
                .singleElement()
                .satisfies(
                        told ->
                                assertThat(told.origin().flow().client())
                                        .isEqualTo(flow.flow().server()));
    }

    @Test
    void aTunnelInUseIsFollowedUntilItsNextHandshake() {
        RecordedDatagrams flow = session();
        int data = transport(flow, Direction.TO_SERVER);
        int[] late = new int[202];
        Arrays.fill(late, data);
        late[200] = 0;
        late[201] = 1;
        assertThat(read(flow, late)).hasSize(1);
    }
}
