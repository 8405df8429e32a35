// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.sekisho.packet.Direction.TO_CLIENT;
import static org.sekisho.packet.Direction.TO_SERVER;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.event.ssh.SshBanner;
import org.sekisho.event.ssh.SshKeyExchange;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.StreamReplay;

class SshDissectorTest {
    private static final String CLIENT = "SSH-2.0-client_1\r\n";
    private static final String SERVER = "SSH-2.0-server_1 comment\r\n";
    private static final List<String> LISTS =
            List.of("k1,k2", "h1", "ec", "es", "mc", "ms", "cc", "cs", "", "");

    /** A packet with a KEXINIT message of these ten lists (RFC 4253 §6, §7.1). */
    private static byte[] kexInit(List<String> lists) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(20);
        message.writeBytes(new byte[16]);
        for (String list : lists) {
            message.writeBytes(ByteBuffer.allocate(4).putInt(list.length()).array());
            message.writeBytes(list.getBytes(StandardCharsets.ISO_8859_1));
        }
        message.writeBytes(new byte[5]);
        int padding = 8;
        ByteBuffer packet = ByteBuffer.allocate(5 + message.size() + padding);
        packet.putInt(1 + message.size() + padding).put((byte) padding).put(message.toByteArray());
        return packet.array();
    }

    private static StreamReplay replay(Conversation conversation) {
        return conversation.stream().replay(new SshDissector());
    }

    @ParameterizedTest
    @EnumSource
    void readsBothEndsWhoeverSpeaksFirst(Delivery delivery) throws Exception {
        for (boolean serverFirst : new boolean[] {true, false}) {
            Conversation conversation = Conversation.fromStart();
            if (serverFirst) {
                conversation.toClient("Welcome.\r\n\r\nBe nice\n" + SERVER).toServer(CLIENT);
            } else {
                conversation.toServer(CLIENT).toClient("Welcome.\r\n\r\nBe nice\n" + SERVER);
            }
            StreamReplay replay =
                    conversation
                            .toServer(kexInit(LISTS))
                            .toClient(kexInit(LISTS))
                            .toServer("secret".repeat(1000))
                            .stream()
                            .replay(new SshDissector(), delivery);
            assertThat(replay.events(SshBanner.class))
                    .extracting(SshBanner::direction, SshBanner::text)
                    .containsExactlyInAnyOrder(
                            tuple(TO_SERVER, "SSH-2.0-client_1"),
                            tuple(TO_CLIENT, "SSH-2.0-server_1 comment"));
            assertThat(replay.events(SshKeyExchange.class))
                    .extracting(
                            SshKeyExchange::direction,
                            SshKeyExchange::lists,
                            SshKeyExchange::fingerprint)
                    .containsExactly(
                            tuple(TO_SERVER, "k1,k2;h1;ec;mc;cc", sha256("k1,k2;h1;ec;mc;cc")),
                            tuple(TO_CLIENT, "k1,k2;h1;es;ms;cs", sha256("k1,k2;h1;es;ms;cs")));
            assertThat(replay.isDone()).isTrue();
        }
    }

    private static String sha256(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void cutsLongListsButFingerprintsAllOfThem() throws Exception {
        String names = "n,".repeat(2000) + "z";
        List<String> lists = List.of(names, "h", "", "", "", "", "", "", "", "");
        StreamReplay replay =
                replay(Conversation.fromStart().toServer(CLIENT).toServer(kexInit(lists)));
        SshKeyExchange exchange = replay.events(SshKeyExchange.class).get(0);
        assertThat(exchange.lists()).hasSize(2048);
        assertThat(exchange.fingerprint()).isEqualTo(sha256(names + ";h;;;"));
    }

    @Test
    void readsNoKeyExchangeOfVersion1() {
        StreamReplay replay =
                replay(
                        Conversation.fromStart()
                                .toClient("SSH-1.5-old\n")
                                .toServer("SSH-1.5-older\n")
                                .toClient(kexInit(LISTS)));
        assertThat(replay.events()).hasSize(2);
        assertThat(replay.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\n", "hello\r\nSSH-2.0-x\r\n", "SSH2", "SSH-x", "\u0016\3"})
    void refusesClientsOfOtherProtocols(String first) {
        assertThat(replay(Conversation.fromStart().toServer(first)).probe()).isEqualTo(Probe.NO);
    }

    @Test
    void keepsServersOfOtherTextProtocolsOpenOnlyUntilTheClientSpeaks() {
        Conversation mail = Conversation.fromStart().toClient("220 mail.example ESMTP\r\n");
        assertThat(replay(mail).probe()).isEqualTo(Probe.MORE);
        assertThat(replay(mail.toServer("EHLO h\r\n")).probe()).isEqualTo(Probe.NO);
        Conversation binary = Conversation.fromStart().toClient("220 \1\2\r\n");
        assertThat(replay(binary).probe()).isEqualTo(Probe.NO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void saysNothingOfADamagedBeginning(int damage) {
        byte[] exchange = kexInit(LISTS);
        switch (damage) {
            case 0 -> exchange[5] = 21; // another message
            case 1 -> exchange[0] = 1; // a packet of 16 MiB
            case 2 -> exchange[4] = (byte) 0xff; // more padding than packet
            case 3 -> exchange[22] = 0x7f; // a list of 2 GiB
            case 4 -> exchange[25]++; // a list that takes bytes of the next
            default -> exchange[26] = 7; // a name with a control character
        }
        StreamReplay replay = replay(Conversation.fromStart().toServer(CLIENT).toServer(exchange));
        assertThat(replay.events()).hasSize(1);
        assertThat(replay.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-\7bell\r\n", "SSH-2.0-\u001b[31m\r\n"})
    void letsNoControlCharactersIntoEvents(String banner) {
        StreamReplay replay = replay(Conversation.fromStart().toServer(banner));
        assertThat(replay.events()).isEmpty();
        assertThat(replay.isDone()).isTrue();
    }

    @Test
    void boundsLinesAndWhatComesBeforeTheBanner() {
        String tooLong = "SSH-2.0-" + "x".repeat(248);
        assertThat(replay(Conversation.fromStart().toServer(tooLong)).isDone()).isTrue();
        Conversation longest =
                Conversation.fromStart().toServer(tooLong.substring(0, 253) + "\r\n");
        assertThat(replay(longest).events()).hasSize(1);

        Conversation talkative = Conversation.fromStart().toServer(CLIENT);
        for (int i = 0; i < 200; i++) {
            talkative.toClient("x".repeat(99) + "\n");
        }
        StreamReplay replay = replay(talkative.toClient(SERVER));
        assertThat(replay.isDone()).isTrue();
        assertThat(replay.events()).hasSize(1);
    }

    @Test
    void refusesStreamsWithoutTheirBeginningAndLetsGoAtAGap() {
        Conversation middle = Conversation.fromMiddle().toServer(CLIENT);
        assertThat(replay(middle).probe()).isEqualTo(Probe.NO);
        StreamReplay gap =
                replay(
                        Conversation.fromStart()
                                .toServer(CLIENT)
                                .gap(TO_SERVER, 4)
                                .toServer(kexInit(LISTS)));
        assertThat(gap.isDone()).isTrue();
        assertThat(gap.events()).hasSize(1);
    }

    @Test
    void letsGoWhenOnlyOneEndIsVisible() {
        Conversation half = Conversation.fromStart().toServer(CLIENT).toServer(kexInit(LISTS));
        for (int i = 0; i < 100; i++) {
            half.toServer(new byte[1400]);
        }
        StreamReplay replay = replay(half);
        assertThat(replay.events()).hasSize(2);
        assertThat(replay.isDone()).isTrue();
    }
}
