// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.event.Event;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.StreamReplay;

class HandshakeTest {
    private static final byte[] CHANGE_CIPHER_SPEC = RealHellos.record(20, (byte) 1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 50, 100})
    void readsMessagesSplitOverRecordsAtAnyByte(int most) {
        byte[] client = RealHellos.resplit(RealHellos.clientHello(RealHellos.TLS12), most);
        byte[] server =
                RealHellos.resplit(
                        RealHellos.records(RealHellos.TLS12, Direction.TO_CLIENT, 0, 3), most);
        StreamReplay whole = RealHellos.stream(RealHellos.TLS12).replay(new TlsDissector());
        for (Delivery delivery : Delivery.values()) {
            StreamReplay split =
                    Conversation.fromStart().toServer(client).toClient(server).stream()
                            .replay(new TlsDissector(), delivery);
            assertThat(texts(split, ClientHello.class)).isEqualTo(texts(whole, ClientHello.class));
            assertThat(texts(split, ServerHello.class)).isEqualTo(texts(whole, ServerHello.class));
            if (most >= 3) { // the bound on the number of records is for certificates too
                assertThat(texts(split, CertificateChain.class))
                        .isEqualTo(texts(whole, CertificateChain.class))
                        .hasSize(1);
            }
        }
    }

    @Test
    void publishesTheCertificateUnchanged() throws Exception {
        CertificateChain chain =
                RealHellos.stream(RealHellos.TLS12)
                        .replay(new TlsDissector())
                        .events(CertificateChain.class)
                        .get(0);
        assertThat(chain.direction()).isEqualTo(Direction.TO_CLIENT);
        var certificate =
                (java.security.cert.X509Certificate)
                        java.security.cert.CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new java.io.ByteArrayInputStream(
                                                chain.certificates().get(0).toBytes()));
        assertThat(certificate.getSerialNumber()).isZero();
    }

    @Test
    void doesNotTakeARetryForTheNegotiatedHello() {
        byte[] hello = RealHellos.serverHello(RealHellos.TLS13);
        byte[] retry = hello.clone();
        byte[] random =
                HexFormat.of()
                        .parseHex(
                                "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");
        System.arraycopy(random, 0, retry, 11, 32);
        byte[] client = RealHellos.clientHello(RealHellos.TLS13);
        StreamReplay replay =
                Conversation.fromStart()
                        .toServer(client)
                        .toClient(RealHellos.join(retry, CHANGE_CIPHER_SPEC))
                        .toServer(RealHellos.join(CHANGE_CIPHER_SPEC, client))
                        .toClient(hello)
                        .stream()
                        .replay(new TlsDissector());
        assertThat(replay.events(ClientHello.class)).hasSize(1);
        assertThat(replay.events(ServerHello.class))
                .singleElement()
                .satisfies(negotiated -> assertThat(negotiated.version()).isEqualTo(0x0304))
                .satisfies(negotiated -> assertThat(negotiated.origin().frame()).isEqualTo(4));
    }

    @Test
    void seesThatASessionIsResumed() {
        byte[] client = RealHellos.clientHello(RealHellos.TLS12);
        byte[] server = RealHellos.serverHello(RealHellos.TLS12);
        assertThat(server[43]).as("length of the session id").isEqualTo((byte) 32);
        byte[] echoing = server.clone();
        System.arraycopy(client, 44, echoing, 44, 32);
        assertThat(serverHello(client, server).sessionResumed()).isFalse();
        assertThat(serverHello(client, echoing).sessionResumed()).isTrue();
    }

    private static ServerHello serverHello(byte[] client, byte[] server) {
        return Conversation.fromStart().toServer(client).toClient(server).stream()
                .replay(new TlsDissector())
                .events(ServerHello.class)
                .get(0);
    }

    @Test
    void readsAHelloInTheFormOfSsl2() {
        // TLS 1.0, two suites of TLS and one of SSL 2.0, challenge of 16 bytes
        byte[] hello =
                RealHellos.join(
                        Conversation.hex("8022 01 0301 0009 0000 0010 000035 010080 00002f"),
                        new byte[16]);
        byte[] answer = RealHellos.serverHello(RealHellos.TLS12);
        for (Delivery delivery : Delivery.values()) {
            StreamReplay replay =
                    Conversation.fromStart()
                            .toServer(hello)
                            .toClient(answer)
                            .toServer(CHANGE_CIPHER_SPEC)
                            .stream()
                            .replay(new TlsDissector(), delivery);
            ClientHello read = replay.events(ClientHello.class).get(0);
            assertThat(read.recordVersion()).isEqualTo(0x0002);
            assertThat(read.legacyVersion()).isEqualTo(0x0301);
            assertThat(read.cipherSuites()).containsExactly(0x35, 0x010080, 0x2f);
            assertThat(read.ja4()).startsWith("t10i020000_");
            assertThat(replay.events(ServerHello.class)).hasSize(1);
            assertThat(records(replay)).extracting(TlsRecord::type).containsExactly(22, 20);
        }
    }

    @Test
    void turnsTheRolesWhenTheHelloComesFromTheOtherEnd() {
        byte[] client = RealHellos.clientHello(RealHellos.TLS13);
        byte[] server = RealHellos.serverHello(RealHellos.TLS13);
        for (Delivery delivery : Delivery.values()) {
            StreamReplay replay =
                    Conversation.fromMiddle()
                            .toClient(client)
                            .toServer(RealHellos.join(server, CHANGE_CIPHER_SPEC))
                            .toClient(CHANGE_CIPHER_SPEC)
                            .stream(443, 50000)
                            .replay(new TlsDissector(), delivery);
            ClientHello hello = replay.events(ClientHello.class).get(0);
            assertThat(hello.direction()).isEqualTo(Direction.TO_SERVER);
            assertThat(hello.recordVersion()).isEqualTo(0x0301);
            assertThat(hello.origin().flow().server().port()).isEqualTo(443);
            assertThat(replay.events(ServerHello.class)).hasSize(1);
            assertThat(records(replay))
                    .extracting(record -> record.direction() + " " + record.type())
                    .containsExactly(
                            "TO_SERVER 22", "TO_CLIENT 22", "TO_CLIENT 20", "TO_SERVER 20");
        }
    }

    @Test
    void keepsRolesThatTheSynShowed() {
        StreamReplay replay =
                Conversation.fromStart()
                        .toClient(RealHellos.clientHello(RealHellos.TLS13))
                        .toServer(RealHellos.serverHello(RealHellos.TLS13))
                        .stream()
                        .replay(new TlsDissector());
        assertThat(replay.events(ClientHello.class))
                .singleElement()
                .satisfies(h -> assertThat(h.direction()).isEqualTo(Direction.TO_CLIENT));
        assertThat(replay.events(ServerHello.class)).hasSize(1);
    }

    @Test
    void looksAtContentNotAtPorts() {
        byte[] hello = RealHellos.clientHello(RealHellos.TLS13);
        assertThat(probe(hello)).isEqualTo(Probe.YES);
        assertThat(probe(Arrays.copyOf(hello, 4))).isEqualTo(Probe.MORE);
        assertThat(probe("GET / HTTP/1.1\r\n".getBytes())).isEqualTo(Probe.NO);
        assertThat(probe("SSH-2.0-OpenSSH_9.2\r\n".getBytes())).isEqualTo(Probe.NO);
        assertThat(probe(Conversation.hex("16 03 03 00 40 0e 000000 0000"))).isEqualTo(Probe.NO);
        assertThat(probe(Conversation.hex("16 03 03 ff ff 01 000100 0303"))).isEqualTo(Probe.NO);
        assertThat(probe(Conversation.hex("80 2e 01 0301 0015 0000 0011"))).isEqualTo(Probe.NO);
    }

    private static Probe probe(byte[] head) {
        return Conversation.fromStart().toServer(head).stream(40000, 8080)
                .replay(new TlsDissector())
                .probe();
    }

    private static List<TlsRecord> records(StreamReplay replay) {
        return replay.events(TlsRecords.class).stream()
                .flatMap(run -> run.records().stream())
                .toList();
    }

    private static List<String> texts(StreamReplay replay, Class<? extends Event> type) {
        return replay.events(type).stream().map(SameEvents::text).toList();
    }
}
