// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.icmpv6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.testkit.Conversation.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.event.Event;
import org.sekisho.event.neighbour.NeighbourAdvertisement;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.event.neighbour.RouterAdvertisement;
import org.sekisho.event.neighbour.RouterSolicitation;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class NeighbourDissectorTest {
    private static final int SOLICITATION = 135 << 8;

    /**
     * Written after RFC 4861 §4.2: source, MTU, a prefix; and a name server after RFC 8106 §5.1.
     */
    private static final String ROUTER =
            "00000000 00000000 0101 0225907979b0 0501 0000 000005dc"
                    + "0304 40 c0 00015180 00003840 00000000 20010db8000100000000000000000000"
                    + "1903 0000 00000258 20010db8000100000000000000000001";

    private static final RecordedDatagrams FLOW = flows("p22b").get(0);

    private final NeighbourDissector dissector = new NeighbourDissector();

    private static List<RecordedDatagrams> flows(String prefix) {
        return TestCaptures.startingWith(prefix).stream()
                .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                .filter(flow -> flow.flow().transport() == Transport.ICMP)
                .filter(flow -> flow.flow().client().address().v6())
                .toList();
    }

    private List<Event> read(int typeAndCode, byte[]... messages) {
        List<Datagram> datagrams = new ArrayList<>();
        for (byte[] message : messages) {
            datagrams.add(new Datagram(Direction.TO_SERVER, message, 0, 1, 1, typeAndCode, 0));
        }
        return new RecordedDatagrams(FLOW.flow(), datagrams).replay(dissector).events();
    }

    @Test
    void readsTheDiscoveryOfEveryCapture() {
        assertThat(flows("")).isNotEmpty();
        for (RecordedDatagrams flow : flows("")) {
            long discovery =
                    flow.datagrams().stream()
                            .map(d -> d.icmpTypeAndCode() >>> 8)
                            .filter(type -> type >= 133 && type <= 136)
                            .count();
            assertThat(flow.replay(dissector).events()).hasSize((int) discovery);
        }
    }

    @Test
    void anAdvertisementAnswersItsSolicitation() {
        int answered = 0;
        for (RecordedDatagrams flow : flows("p22")) {
            NeighbourSolicitation asked = null;
            for (Event event : flow.replay(dissector).events()) {
                if (event instanceof NeighbourSolicitation solicitation) {
                    asked = solicitation;
                } else if (event instanceof NeighbourAdvertisement answer) {
                    assertThat(answer.target()).isEqualTo(asked.target());
                    assertThat(answer.direction()).isEqualTo(asked.direction().opposite());
                    answered++;
                }
            }
        }
        assertThat(answered).isPositive();
    }

    @Test
    void tellsTheLinkAddressOfWhoAsks() {
        assertThat(flows("p22"))
                .flatMap(flow -> flow.replay(dissector).events(RouterSolicitation.class))
                .isNotEmpty()
                .allSatisfy(
                        seen ->
                                assertThat(seen.source())
                                        .isEqualTo(seen.origin().flow().clientMac()));
    }

    @Test
    void readsARouterAdvertisement() {
        assertThat(read(134 << 8, hex(ROUTER)))
                .singleElement()
                .isInstanceOfSatisfying(
                        RouterAdvertisement.class,
                        seen -> {
                            assertThat(seen.source()).hasToString("02:25:90:79:79:b0");
                            assertThat(seen.mtu()).isEqualTo(1500);
                            assertThat(seen.prefixes()).containsExactly("2001:db8:1::/64");
                            assertThat(seen.nameServers())
                                    .extracting(Object::toString)
                                    .containsExactly("2001:db8:1::1");
                        });
    }

    @Test
    void leavesOtherMessagesAndIpv4Alone() {
        assertThat(read(SOLICITATION | 1, new byte[16])).isEmpty();
        assertThat(read(SOLICITATION, new byte[16])).hasSize(1);
        assertThat(read(1 << 8, new byte[64])).isEmpty();
        TestCaptures.startingWith("n").stream()
                .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                .filter(flow -> !flow.flow().client().address().v6())
                .forEach(flow -> assertThat(flow.replay(dissector).events()).isEmpty());
        assertThat(dissector.accepts(Transport.UDP, 0, 0)).isFalse();
    }

    @Test
    void aFloodIsCut() {
        byte[][] flood = new byte[1000][16];
        assertThat(read(SOLICITATION, flood)).hasSize(4);
    }

    @Test
    void damageNeverMakesItFail() {
        Random random = new Random(25);
        byte[] router = hex(ROUTER);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = router.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            read += read(133 + random.nextInt(4) << 8, cut).size();
        }
        assertThat(read).isBetween(1, 20_000);
    }
}
