// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.event.Carrier;
import org.sekisho.event.softether.DnsTunnelMessage;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.event.softether.RudpChain;
import org.sekisho.event.softether.RudpInit;
import org.sekisho.event.softether.RudpSignature;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.testkit.DatagramReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.RecordedStream;

class RudpTest {
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    /**
     * Types of the TLS records (RFC 8446 §5.1) that fill a stream from its first byte to its last.
     */
    private static List<Integer> records(byte[] stream) {
        List<Integer> types = new ArrayList<>();
        int at = 0;
        while (at + 5 <= stream.length) {
            types.add((int) stream[at]);
            at += 5 + ((stream[at + 3] & 0xff) << 8 | stream[at + 4] & 0xff);
        }
        assertThat(at).as("records end where the stream does").isEqualTo(stream.length);
        return types;
    }

    private static void showsTlsInside(DatagramReplay replay, Carrier carrier) {
        List<RecordedStream> inner =
                replay.inner().stream()
                        .filter(s -> s.bytes(Direction.TO_SERVER).length > 0)
                        .toList();
        assertThat(inner).isNotEmpty();
        for (RecordedStream stream : inner) {
            assertThat(stream.flow().carrier()).isEqualTo(carrier);
            for (Direction direction : Direction.values()) {
                assertThat(records(stream.bytes(direction)))
                        .startsWith(HANDSHAKE)
                        .endsWith(APPLICATION_DATA);
            }
            assertThat(stream.bytes(Direction.TO_SERVER)[5]).as("ClientHello").isEqualTo((byte) 1);
            assertThat(stream.bytes(Direction.TO_CLIENT)[5]).as("ServerHello").isEqualTo((byte) 2);
        }
    }

    private static void signedByBothEnds(DatagramReplay replay) {
        List<RudpSignature> signatures = replay.events(RudpSignature.class);
        assertThat(signatures)
                .allMatch(s -> s.fromClient() == (s.direction() == Direction.TO_SERVER));
        assertThat(signatures).anyMatch(RudpSignature::bothEnds);
        assertThat(signatures).anyMatch(RudpSignature::inSession);
        assertThat(replay.events(RudpInit.class))
                .extracting(RudpInit::seed)
                .doesNotHaveDuplicates()
                .containsAll(signatures.stream().map(RudpSignature::seed).toList());
        assertThat(replay.events(RudpChain.class))
                .extracting(RudpChain::bothDirections)
                .containsExactly(false, true);
    }

    @Test
    void readsTheTlsStreamInsideIcmp() {
        for (RecordedDatagrams flow : Datagrams.flows("p14", IcmpRudpDissector::new)) {
            DatagramReplay replay = flow.replay(new IcmpRudpDissector());
            showsTlsInside(replay, Carrier.ICMP);
            signedByBothEnds(replay);
        }
    }

    @Test
    void readsTheTlsStreamInsideDns() {
        List<RecordedDatagrams> flows = Datagrams.flows("p15", DnsRudpDissector::new);
        assertThat(flows).isNotEmpty();
        for (RecordedDatagrams flow : flows) {
            DatagramReplay replay = flow.replay(new DnsRudpDissector());
            showsTlsInside(replay, Carrier.DNS);
            signedByBothEnds(replay);
            assertThat(replay.events(DnsTunnelMessage.class))
                    .extracting(DnsTunnelMessage::answered)
                    .containsExactly(false, true);
        }
    }

    @Test
    void takesNoEchoForAnAnswer() {
        // A server without SoftEther sends echo requests back; its race ends in disconnects.
        for (RecordedDatagrams flow : Datagrams.flows("p31", IcmpRudpDissector::new)) {
            DatagramReplay replay = flow.replay(new IcmpRudpDissector());
            assertThat(replay.events(IcmpDigest.class))
                    .extracting(IcmpDigest::direction)
                    .containsExactlyInAnyOrder(Direction.TO_SERVER, Direction.TO_CLIENT);
            assertThat(replay.events(IcmpDigest.class)).noneMatch(IcmpDigest::answered);
            assertThat(replay.events(RudpSignature.class)).noneMatch(RudpSignature::bothEnds);
        }
    }

    @Test
    void takesAPacketOfTheServerForAnAnswer() {
        for (RecordedDatagrams flow : Datagrams.flows("p14", IcmpRudpDissector::new)) {
            List<IcmpDigest> digests =
                    flow.replay(new IcmpRudpDissector()).events(IcmpDigest.class);
            assertThat(digests).filteredOn(IcmpDigest::answered).hasSize(1);
            assertThat(digests.get(2).direction()).isEqualTo(Direction.TO_CLIENT);
        }
    }

    @Test
    void knowsADisconnectWhenTcpWonTheRace() {
        List<RecordedDatagrams> flows = Datagrams.flows("p31", DnsRudpDissector::new);
        assertThat(flows).isNotEmpty();
        for (RecordedDatagrams flow : flows) {
            DatagramReplay replay = flow.replay(new DnsRudpDissector());
            assertThat(replay.events(RudpSignature.class))
                    .hasSize(1)
                    .allMatch(s -> s.disconnect() && s.fromClient() && !s.inSession());
            assertThat(replay.inner()).isEmpty();
        }
    }

    @Test
    void opensNoStreamForASessionOfKeepAlives() {
        // Both disguises answer, DNS wins: the sessions over ICMP stay without a byte.
        for (RecordedDatagrams flow : Datagrams.flows("p15b", IcmpRudpDissector::new)) {
            DatagramReplay replay = flow.replay(new IcmpRudpDissector());
            assertThat(replay.events(RudpSignature.class))
                    .anyMatch(RudpSignature::bothEnds)
                    .noneMatch(RudpSignature::inSession);
            assertThat(replay.innerPieces()).isEmpty();
        }
    }

    @Test
    void needsNoFirstPacketForTheChain() {
        List<RecordedDatagrams> flows =
                new ArrayList<>(Datagrams.flows("p14", IcmpRudpDissector::new));
        List<RecordedDatagrams> dns = Datagrams.flows("p15_", DnsRudpDissector::new);
        RecordedDatagrams icmpRest =
                Datagrams.with(flows.get(0), list -> list.subList(20, list.size() / 3));
        RecordedDatagrams dnsRest =
                Datagrams.with(dns.get(0), list -> list.subList(20, list.size() / 2));
        assertThat(icmpRest.replay(new IcmpRudpDissector()).events(RudpChain.class)).hasSize(2);
        assertThat(dnsRest.replay(new DnsRudpDissector()).events(RudpChain.class)).hasSize(2);
        assertThat(dnsRest.replay(new DnsRudpDissector()).events(RudpSignature.class)).isEmpty();
    }

    /** The packets inside DNS as they would be in plain UDP, where signatures are not masked. */
    private static RecordedDatagrams plainUdp(RecordedDatagrams dns) throws Exception {
        byte[] mask =
                MessageDigest.getInstance("SHA-1")
                        .digest("softether_vpn".getBytes(StandardCharsets.US_ASCII));
        return Datagrams.with(
                dns,
                list -> {
                    List<Datagram> bare = new ArrayList<>();
                    for (Datagram d : list) {
                        boolean query = DnsTunnelShape.query(Payload.of(d.bytes()), 0);
                        int head = query ? DnsTunnelShape.QUERY_HEAD : DnsTunnelShape.ANSWER_HEAD;
                        byte[] bytes = Arrays.copyOfRange(d.bytes(), head, d.bytes().length);
                        for (int i = 0; i < 20 && bytes.length > 39; i++) {
                            bytes[i] ^= mask[i];
                        }
                        bare.add(Datagrams.with(d, bytes, 0));
                    }
                    return bare;
                });
    }

    @Test
    void readsTheTlsStreamInPlainUdp() throws Exception {
        for (RecordedDatagrams dns : Datagrams.flows("p15", DnsRudpDissector::new)) {
            DatagramReplay replay = plainUdp(dns).replay(new RudpDissector());
            showsTlsInside(replay, Carrier.R_UDP);
            assertThat(replay.events(RudpInit.class)).hasSize(1);
            assertThat(replay.events(RudpSignature.class)).anyMatch(RudpSignature::bothEnds);
        }
    }

    @Test
    void learnsWhoTheClientIsFromTheKey() throws Exception {
        // In NAT traversal the server sends a few bytes first, so that it looks like the client.
        RecordedDatagrams session =
                Datagrams.turned(plainUdp(Datagrams.flows("p15_", DnsRudpDissector::new).get(0)));
        RecordedDatagrams punched =
                Datagrams.with(
                        session,
                        list -> {
                            Datagram punch = Datagrams.with(list.get(1), new byte[11], 0);
                            list.add(0, punch);
                            return list;
                        });
        DatagramReplay replay = punched.replay(new RudpDissector());
        assertThat(replay.flow().client()).isEqualTo(session.flow().server());
        showsTlsInside(replay, Carrier.R_UDP);
        assertThat(replay.events(RudpSignature.class))
                .allMatch(s -> s.fromClient() == (s.direction() == Direction.TO_SERVER))
                .anyMatch(RudpSignature::bothEnds);
    }

    @Test
    void learnsWhoTheClientIsFromTheFirstPacketInsideIcmpAndDns() {
        Supplier<DatagramDissector> icmp = IcmpRudpDissector::new;
        Supplier<DatagramDissector> dns = DnsRudpDissector::new;
        for (Supplier<DatagramDissector> source : List.of(icmp, dns)) {
            String prefix = source == icmp ? "p14" : "p15_";
            RecordedDatagrams flow = Datagrams.flows(prefix, source).get(0);
            DatagramReplay replay = Datagrams.turned(flow).replay(source.get());
            assertThat(replay.flow().client()).isEqualTo(flow.flow().client());
            showsTlsInside(replay, source == icmp ? Carrier.ICMP : Carrier.DNS);
            assertThat(replay.events(RudpSignature.class))
                    .allMatch(s -> s.fromClient() == (s.direction() == Direction.TO_SERVER));
        }
    }

    @Test
    void takesNoRepeatedTextForAChainInPlainUdp() {
        List<Datagram> list = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String text =
                    "<%d>host%d daemon[%d]: The quick brown fox jumps over the lazy dog, again"
                            .formatted(i % 191, i * 7, 1000 + i * 13);
            byte[] bytes = (text + " and again and again").getBytes(StandardCharsets.US_ASCII);
            list.add(Datagrams.udp(Direction.TO_SERVER, bytes, 100L * i));
        }
        DatagramReplay replay = Datagrams.udp(list).replay(new RudpDissector());
        assertThat(replay.events()).isEmpty();
        assertThat(replay.isDone()).isTrue();
    }

    @Test
    void saysNothingOfAFirstPacketThatNoSignatureConfirms() throws Exception {
        RecordedDatagrams session = plainUdp(Datagrams.flows("p15_", DnsRudpDissector::new).get(0));
        RecordedDatagrams broken =
                Datagrams.with(
                        session,
                        list -> {
                            List<Datagram> changed = new ArrayList<>();
                            for (Datagram d : list) {
                                byte[] bytes = d.bytes().clone();
                                bytes[bytes.length - 1] ^= 1;
                                changed.add(Datagrams.with(d, bytes, 0));
                            }
                            return changed.subList(0, 40);
                        });
        DatagramReplay replay = broken.replay(new RudpDissector());
        assertThat(replay.events(RudpInit.class)).isEmpty();
        assertThat(replay.events(RudpSignature.class)).isEmpty();
        assertThat(replay.innerPieces()).isEmpty();
    }
}
