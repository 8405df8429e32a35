// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.testkit.Conversation.hex;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.event.Event;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.LinkReplay;
import org.sekisho.testkit.TestCaptures;

class ArpDissectorTest {
    private static final long SECOND = 1_000_000_000L;

    private static List<ArpMessage> messages(List<CapturedFrame> frames) {
        return LinkReplay.events(frames, new ArpDissector()).stream()
                .map(ArpMessage.class::cast)
                .toList();
    }

    private static List<CapturedFrame> arpFrames(Path capture) {
        return CaptureReplay.of(capture).frames().stream()
                .filter(f -> f.bytes()[12] == 8 && f.bytes()[13] == 6)
                .toList();
    }

    private static CapturedFrame at(CapturedFrame frame, long time, byte[] bytes) {
        return new CapturedFrame(frame.number(), time, bytes, bytes.length);
    }

    @Test
    void readsEveryMessageOfEveryCapture() {
        List<Path> captures = TestCaptures.all();
        assertThat(captures).isNotEmpty();
        for (Path capture : captures) {
            List<CapturedFrame> frames = arpFrames(capture);
            assertThat(messages(frames)).as(capture.toString()).hasSameSizeAs(frames);
        }
    }

    @Test
    void repliesAnswerRequests() {
        List<ArpMessage> all = new ArrayList<>();
        TestCaptures.startingWith("p22").forEach(file -> all.addAll(messages(arpFrames(file))));
        List<ArpMessage> answers =
                all.stream()
                        .filter(m -> m.operation() == ArpMessage.REPLY && !m.targetMac().isGroup())
                        .toList();
        assertThat(answers).isNotEmpty();
        assertThat(answers)
                .allSatisfy(
                        answer ->
                                assertThat(all)
                                        .anyMatch(
                                                m ->
                                                        m.operation() == ArpMessage.REQUEST
                                                                && m.senderMac()
                                                                        .equals(answer.targetMac())
                                                                && m.targetAddress()
                                                                        .equals(
                                                                                answer
                                                                                        .senderAddress())));
    }

    @Test
    void readsTheFieldsOfARequest() {
        CapturedFrame frame =
                new CapturedFrame(
                        7,
                        SECOND,
                        hex(
                                "0225907979b0 00ae4e6a94f7 0806 0001 0800 06 04 0001"
                                        + "00ae4e6a94f7 ac1f4f6b 000000000000 c0a8700a"),
                        42);
        ArpMessage message = messages(List.of(frame)).get(0);
        assertThat(message.operation()).isEqualTo(ArpMessage.REQUEST);
        assertThat(message.senderMac()).hasToString("00:ae:4e:6a:94:f7");
        assertThat(message.senderAddress()).hasToString("172.31.79.107");
        assertThat(message.targetMac().bits()).isZero();
        assertThat(message.targetAddress()).hasToString("192.168.112.10");
        assertThat(message.origin().flow().serverMac()).hasToString("02:25:90:79:79:b0");
    }

    @Test
    void aStormIsCutToAFewMessagesOfAPairInASecond() {
        CapturedFrame frame = arpFrames(TestCaptures.startingWith("n17_").get(0)).get(0);
        List<CapturedFrame> storm = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            storm.add(at(frame, 5 * SECOND + i * 3_000_000L, frame.bytes()));
        }
        assertThat(messages(storm)).hasSize(3 * PairLimit.PER_SECOND);
    }

    @Test
    void aStormOfMadeUpAddressesIsCutToo() {
        CapturedFrame frame = arpFrames(TestCaptures.startingWith("n17_").get(0)).get(0);
        List<CapturedFrame> storm = new ArrayList<>();
        for (int i = 0; i < 3 * PairLimit.IN_ALL; i++) {
            byte[] bytes = frame.bytes().clone();
            bytes[9] = (byte) (i >>> 16);
            bytes[10] = (byte) (i >>> 8);
            bytes[11] = (byte) i;
            storm.add(at(frame, 5 * SECOND + i, bytes));
        }
        assertThat(messages(storm)).hasSize(PairLimit.IN_ALL);
    }

    @Test
    void damageNeverMakesItFail() {
        List<CapturedFrame> real = arpFrames(TestCaptures.startingWith("p22").get(0));
        Random random = new Random(21);
        List<CapturedFrame> damaged = new ArrayList<>();
        for (int round = 0; round < 5000; round++) {
            CapturedFrame frame = real.get(random.nextInt(real.size()));
            byte[] bytes = frame.bytes().clone();
            bytes[14 + random.nextInt(bytes.length - 14)] = (byte) random.nextInt();
            int length = 14 + random.nextInt(bytes.length - 13);
            damaged.add(at(frame, round * SECOND, Arrays.copyOf(bytes, length)));
        }
        List<Event> events = LinkReplay.events(damaged, new ArpDissector());
        assertThat(events).hasSizeBetween(1, damaged.size() - 1);
    }
}
