// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class DhcpDissectorTest {
    private final DhcpDissector dissector = new DhcpDissector();

    private static List<RecordedDatagrams> flows(String prefix) {
        List<RecordedDatagrams> flows =
                TestCaptures.startingWith(prefix).stream()
                        .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                        .filter(flow -> isDhcp(flow))
                        .toList();
        assertThat(flows).isNotEmpty();
        return flows;
    }

    private static boolean isDhcp(RecordedDatagrams flow) {
        return flow.flow().transport() == Transport.UDP
                && Stream.of(flow.flow().client(), flow.flow().server())
                        .anyMatch(end -> end.port() == 67 || end.port() == 68);
    }

    private List<DhcpMessage> messages(String prefix) {
        return flows(prefix).stream()
                .flatMap(flow -> flow.replay(dissector).events(DhcpMessage.class).stream())
                .sorted(java.util.Comparator.comparingLong(m -> m.origin().frame()))
                .toList();
    }

    @Test
    void readsEveryMessageOfEveryCapture() {
        for (RecordedDatagrams flow : flows("")) {
            assertThat(flow.replay(dissector).events())
                    .as(flow.flow().toString())
                    .hasSameSizeAs(flow.datagrams());
        }
    }

    @Test
    void claimsNothingElse() {
        assertThat(dissector.accepts(Transport.UDP, 40000, 53)).isFalse();
        assertThat(dissector.accepts(Transport.ICMP, 67, 68)).isFalse();
        TestCaptures.startingWith("n").stream()
                .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                .filter(flow -> !isDhcp(flow))
                .forEach(flow -> assertThat(flow.replay(dissector).events()).isEmpty());
    }

    @Test
    void anOfferAnswersItsDiscover() {
        List<DhcpMessage> messages = messages("n17_");
        DhcpMessage offer = messages.stream().filter(m -> m.type() == 2).findFirst().orElseThrow();
        assertThat(offer.reply()).isTrue();
        assertThat(messages)
                .anySatisfy(
                        discover -> {
                            assertThat(discover.type()).isEqualTo(1);
                            assertThat(discover.reply()).isFalse();
                            assertThat(discover.transaction()).isEqualTo(offer.transaction());
                            assertThat(discover.client()).isEqualTo(offer.client());
                            assertThat(discover.hostName()).isNotBlank();
                            assertThat(discover.serverId()).isNull();
                            assertThat(discover.lease()).isEqualTo(-1);
                        });
        assertThat(offer.serverId()).isEqualTo(offer.nextServer());
        assertThat(offer.routers()).containsExactly(offer.serverId());
        assertThat(offer.offered().isPrivate()).isTrue();
        assertThat(offer.lease()).isPositive();
        assertThat(offer.namesEmpty()).isTrue();
    }

    @Test
    void keepsTheOrderOfOptions() {
        assertThat(messages("p22_"))
                .filteredOn(m -> m.type() == 2)
                .isNotEmpty()
                .allSatisfy(m -> assertThat(m.options()).containsExactly(53, 54, 51, 1, 3, 6));
        assertThat(messages("n17_"))
                .filteredOn(m -> m.type() == 2)
                .allSatisfy(m -> assertThat(m.options()).startsWith(53, 54, 51, 58, 59));
    }

    @Test
    void tellsTheRelay() {
        assertThat(messages("n17b"))
                .anyMatch(m -> !m.relay().equals(IpAddress.v4(0)))
                .anyMatch(m -> m.relay().equals(IpAddress.v4(0)));
    }

    @Test
    void clientsThatShareAFlowAreToldApart() {
        assertThat(messages("n17_"))
                .filteredOn(m -> !m.reply())
                .extracting(DhcpMessage::client)
                .doesNotContainNull()
                .hasSizeGreaterThan(1);
    }

    @Test
    void aMessageCutShortIsReadAsFarAsItGoes() {
        RecordedDatagrams flow = flows("p22_").get(0);
        Datagram whole = flow.datagrams().get(0);
        int kept = 250;
        Datagram cut = with(whole, Arrays.copyOf(whole.bytes(), kept), whole.bytes().length - kept);
        Datagram broken = with(whole, Arrays.copyOf(whole.bytes(), kept), 0);
        assertThat(replay(flow, List.of(cut)))
                .singleElement()
                .satisfies(m -> assertThat(m.length()).isEqualTo(whole.bytes().length));
        assertThat(replay(flow, List.of(broken))).isEmpty();
    }

    @Test
    void aFloodIsCut() {
        RecordedDatagrams flow = flows("n17_").get(0);
        List<Datagram> flood = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            flood.add(flow.datagrams().get(0));
        }
        assertThat(replay(flow, flood)).hasSizeLessThan(200).isNotEmpty();
    }

    @Test
    void damageNeverMakesItFail() {
        Random random = new Random(23);
        for (RecordedDatagrams flow : flows("")) {
            for (int round = 0; round < 200; round++) {
                List<Datagram> damaged = new ArrayList<>();
                for (Datagram datagram : flow.datagrams()) {
                    byte[] bytes = datagram.bytes().clone();
                    for (int i = 0; i < 3; i++) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    int kept = 200 + random.nextInt(bytes.length - 199);
                    int cut = random.nextInt(2) * (bytes.length - kept);
                    damaged.add(with(datagram, Arrays.copyOf(bytes, kept), cut));
                }
                replay(flow, damaged);
            }
        }
    }

    private List<DhcpMessage> replay(RecordedDatagrams flow, List<Datagram> datagrams) {
        return new RecordedDatagrams(flow.flow(), datagrams)
                .replay(dissector)
                .events(DhcpMessage.class);
    }

    private static Datagram with(Datagram datagram, byte[] bytes, int cut) {
        return new Datagram(
                Direction.TO_SERVER, bytes, cut, datagram.frame(), datagram.time(), -1, 0);
    }
}
