// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.testkit.Conversation.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.event.stp.SpanningTreeMessage;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.LinkReplay;
import org.sekisho.testkit.TestCaptures;

/** On messages written after IEEE 802.1D-2004 §9.3; no capture has any. */
class StpDissectorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String HEAD = "0180c2000000 001122334401 0026 424203";
    private static final String CONFIGURATION =
            "0000 00 00 01 8001 0200000000aa 00000004 8064 0200000000bb 8004"
                    + "0100 1400 0200 0f00 0000000000000000";

    private static CapturedFrame frame(long time, String digits) {
        byte[] bytes = hex(digits);
        return new CapturedFrame(1, time, bytes, bytes.length);
    }

    private static List<SpanningTreeMessage> messages(List<CapturedFrame> frames) {
        return LinkReplay.events(frames, new StpDissector()).stream()
                .map(SpanningTreeMessage.class::cast)
                .toList();
    }

    @Test
    void readsAConfigurationMessage() {
        SpanningTreeMessage message = messages(List.of(frame(SECOND, HEAD + CONFIGURATION))).get(0);
        assertThat(message.version()).isZero();
        assertThat(message.type()).isZero();
        assertThat(message.flags()).isEqualTo(1);
        assertThat(message.rootPriority()).isEqualTo(0x8001);
        assertThat(message.root()).hasToString("02:00:00:00:00:aa");
        assertThat(message.rootCost()).isEqualTo(4);
        assertThat(message.bridgePriority()).isEqualTo(0x8064);
        assertThat(message.bridge()).hasToString("02:00:00:00:00:bb");
        assertThat(message.port()).isEqualTo(0x8004);
        assertThat(message.origin().flow().clientMac()).hasToString("00:11:22:33:44:01");
    }

    @Test
    void readsRapidSpanningTreeAndPassesOverTopologyChanges() {
        String rapid = CONFIGURATION.replaceFirst("0000 00 00", "0000 02 02");
        String change = "0000 00 80" + "00".repeat(31);
        assertThat(messages(List.of(frame(SECOND, HEAD + rapid), frame(SECOND, HEAD + change))))
                .singleElement()
                .satisfies(message -> assertThat(message.version()).isEqualTo(2));
    }

    @Test
    void repetitionsAreToldTwiceAMinute() {
        List<CapturedFrame> minute = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String aged = CONFIGURATION.replace("0100 1400", "010" + i % 10 + " 1400");
            minute.add(frame(100 * SECOND + 2 * i * SECOND, HEAD + aged));
        }
        assertThat(messages(minute)).hasSize(2);
    }

    @Test
    void anotherRootIsToldAtOnce() {
        String other = CONFIGURATION.replace("0200000000aa", "0200000000cc");
        assertThat(
                        messages(
                                List.of(
                                        frame(SECOND, HEAD + CONFIGURATION),
                                        frame(2 * SECOND, HEAD + other))))
                .hasSize(2);
    }

    @Test
    void nothingElseIsTakenForSpanningTree() {
        TestCaptures.all()
                .forEach(file -> assertThat(messages(CaptureReplay.of(file).frames())).isEmpty());
    }

    @Test
    void damageNeverMakesItFail() {
        byte[] whole = hex(HEAD + CONFIGURATION);
        Random random = new Random(22);
        List<CapturedFrame> damaged = new ArrayList<>();
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = whole.clone();
            bytes[17 + random.nextInt(bytes.length - 17)] = (byte) random.nextInt();
            int length = 17 + random.nextInt(bytes.length - 16);
            damaged.add(new CapturedFrame(1, round * SECOND, Arrays.copyOf(bytes, length), length));
        }
        assertThat(messages(damaged)).hasSizeBetween(1, damaged.size() - 1);
    }
}
