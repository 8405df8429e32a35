// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.event.dns.DnsAnswer;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.DatagramReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class DnsDissectorTest {
    private static final int ROUNDS = 20_000;
    private static final List<Integer> PORTS = List.of(53, 5353, 5355);

    private final DatagramDissector dissector = new DnsDissector();

    private static Stream<RecordedDatagrams> flows(String prefix) {
        List<Path> captures = TestCaptures.startingWith(prefix);
        assertThat(captures).isNotEmpty();
        return captures.stream().flatMap(c -> CaptureReplay.of(c).datagrams().stream());
    }

    private static boolean isDns(RecordedDatagrams flow) {
        Flow ends = flow.flow();
        return ends.transport() == Transport.UDP
                && (PORTS.contains(ends.client().port()) || PORTS.contains(ends.server().port()));
    }

    private static RecordedDatagrams moved(RecordedDatagrams flow, int client, int server) {
        Flow f = flow.flow();
        return new RecordedDatagrams(
                new Flow(
                        f.id(),
                        f.transport(),
                        new Endpoint(f.client().address(), client),
                        new Endpoint(f.server().address(), server),
                        f.clientMac(),
                        f.serverMac(),
                        f.vlan(),
                        Roles.FIRST_PACKET,
                        null,
                        null),
                flow.datagrams());
    }

    @Test
    void readsEveryMessageOfEveryCapture() {
        List<RecordedDatagrams> flows = flows("").filter(DnsDissectorTest::isDns).toList();
        assertThat(flows).isNotEmpty();
        for (RecordedDatagrams flow : flows) {
            DatagramReplay replay = flow.replay(dissector);
            assertThat(replay.events()).as(flow.flow().toString()).hasSameSizeAs(flow.datagrams());
        }
    }

    @Test
    void claimsNothingOnOtherPorts() {
        flows("")
                .filter(flow -> !isDns(flow))
                .forEach(flow -> assertThat(flow.replay(dissector).events()).isEmpty());
    }

    @Test
    void readsAnswersThatBelongToTheirQueries() {
        List<DnsAnswer> answers = new ArrayList<>();
        for (RecordedDatagrams flow : flows("n15").filter(DnsDissectorTest::isDns).toList()) {
            DnsMessage query = null;
            for (DnsMessage message : flow.replay(dissector).events(DnsMessage.class)) {
                if (message.direction() == Direction.TO_SERVER) {
                    query = message;
                    assertThat(message.response()).isFalse();
                    continue;
                }
                assertThat(message.response()).isTrue();
                assertThat(message.id()).isEqualTo(query.id());
                assertThat(message.questions()).isEqualTo(query.questions());
                answers.addAll(message.answers());
            }
        }
        assertThat(answers).anyMatch(a -> a.type() == 1 && a.address() != null);
        assertThat(answers)
                .allMatch(a -> (a.type() == 1) == (a.address() != null && !a.address().v6()));
    }

    @Test
    void seesTheNamesThatASoftEtherServerAsksFor() {
        List<String> names =
                flows("p16_")
                        .flatMap(flow -> flow.replay(dissector).events(DnsMessage.class).stream())
                        .flatMap(message -> message.questions().stream())
                        .map(question -> question.name())
                        .toList();
        assertThat(names)
                .anyMatch(
                        name ->
                                name.matches(
                                        "x.\\.x.\\..*\\.nat-traversal\\.softether-network\\.net"));
        assertThat(names).contains("keepalive.softether.org");
    }

    @Test
    void findsDnsOnAnyPortButNothingElseThere() {
        RecordedDatagrams real =
                flows("n15").filter(DnsDissectorTest::isDns).findFirst().orElseThrow();
        DatagramReplay replay = moved(real, 40000, 5300).replay(dissector);
        assertThat(replay.events()).hasSameSizeAs(real.datagrams());

        Datagram first = real.datagrams().get(0);
        byte[] longer = Arrays.copyOf(first.bytes(), first.bytes().length + 1);
        RecordedDatagrams odd =
                new RecordedDatagrams(real.flow(), List.of(with(first, longer), first));
        assertThat(moved(odd, 40000, 5300).replay(dissector).events()).isEmpty();
        assertThat(odd.replay(dissector).events()).hasSize(2);
        assertThat(dissector.accepts(Transport.UDP, 137, 137)).isFalse();
        assertThat(dissector.accepts(Transport.ICMP, 0, 0)).isFalse();
    }

    @Test
    void turnsAFlowThatBeginsWithTheAnswer() {
        RecordedDatagrams real =
                flows("n15").filter(DnsDissectorTest::isDns).findFirst().orElseThrow();
        List<Datagram> turned = new ArrayList<>();
        for (Datagram datagram : real.datagrams()) {
            turned.add(
                    0,
                    new Datagram(
                            datagram.direction().opposite(),
                            datagram.bytes(),
                            0,
                            datagram.frame(),
                            datagram.time(),
                            -1,
                            0));
        }
        RecordedDatagrams flow = new RecordedDatagrams(moved(real, 53, 40000).flow(), turned);
        List<DnsMessage> messages = flow.replay(dissector).events(DnsMessage.class);
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).response()).isTrue();
        assertThat(messages.get(1).response()).isFalse();
        assertThat(messages.get(1).direction()).isEqualTo(Direction.TO_SERVER);
        assertThat(messages.get(1).origin().flow().server().port()).isEqualTo(53);
    }

    private static Datagram with(Datagram datagram, byte[] bytes) {
        return new Datagram(
                datagram.direction(), bytes, 0, datagram.frame(), datagram.time(), -1, 0);
    }

    private static List<byte[]> messages() {
        return Stream.of("n15", "n19", "p16_")
                .flatMap(DnsDissectorTest::flows)
                .filter(DnsDissectorTest::isDns)
                .flatMap(flow -> flow.datagrams().stream())
                .map(Datagram::bytes)
                .toList();
    }

    @Test
    void survivesDamage() {
        List<byte[]> messages = messages();
        Random random = new Random(1);
        DnsParser parser = new DnsParser();
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = messages.get(random.nextInt(messages.size())).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read += read(parser, bytes) ? 1 : 0;
        }
        assertThat(read).isBetween(1, ROUNDS - 1);
    }

    @Test
    void survivesTruncationAnywhere() {
        DnsParser parser = new DnsParser();
        for (byte[] message : messages()) {
            assertThat(parser.read(Payload.of(message), false)).isTrue();
            for (int length = 0; length < message.length; length++) {
                read(parser, Arrays.copyOf(message, length));
                assertThat(parser.readStrictly(Payload.of(Arrays.copyOf(message, length))))
                        .isFalse();
            }
        }
    }

    private static boolean read(DnsParser parser, byte[] bytes) {
        boolean read = parser.read(Payload.of(bytes), bytes.length % 2 == 0);
        if (read) {
            DnsMessage message = parser.event(null, Direction.TO_SERVER);
            assertThat(message.questions()).hasSizeLessThanOrEqualTo(4);
            assertThat(message.answers()).hasSizeLessThanOrEqualTo(32);
        }
        parser.readStrictly(Payload.of(bytes));
        return read;
    }
}
