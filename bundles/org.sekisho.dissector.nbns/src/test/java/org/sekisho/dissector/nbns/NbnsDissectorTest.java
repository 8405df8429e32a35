// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.nbns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.testkit.Conversation.hex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.event.nbns.NameServiceMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Transport;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.RecordedDatagrams;
import org.sekisho.testkit.RecordedDatagrams.Datagram;
import org.sekisho.testkit.TestCaptures;

class NbnsDissectorTest {
    private static final String ANY = "20 434b" + "41".repeat(30) + "00";

    /** Written after RFC 1002 §4.2.18: two names and the unit id. */
    private static final String STATUS =
            "1234 8400 0000 0001 0000 0000"
                    + ANY
                    + "0021 0001 00000000 0053 02"
                    + "4d41504c452d5043202020202020 20 00 0400"
                    + "574f524b47524f55502020202020 20 00 8400"
                    + "3c5282b3ec6a"
                    + "00".repeat(40);

    private static final RecordedDatagrams FLOW = flows("n19").get(0);

    private final NbnsDissector dissector = new NbnsDissector();

    private static List<RecordedDatagrams> flows(String prefix) {
        return TestCaptures.startingWith(prefix).stream()
                .flatMap(file -> CaptureReplay.of(file).datagrams().stream())
                .filter(f -> f.flow().transport() == Transport.UDP)
                .filter(f -> f.flow().server().port() == 137 || f.flow().client().port() == 137)
                .toList();
    }

    private List<NameServiceMessage> read(byte[]... messages) {
        List<Datagram> datagrams = new ArrayList<>();
        for (byte[] message : messages) {
            datagrams.add(new Datagram(Direction.TO_CLIENT, message, 0, 1, 1, -1, 0));
        }
        return new RecordedDatagrams(FLOW.flow(), datagrams)
                .replay(dissector)
                .events(NameServiceMessage.class);
    }

    @Test
    void readsEveryMessageOfEveryCapture() {
        assertThat(flows("")).isNotEmpty();
        for (RecordedDatagrams flow : flows("")) {
            assertThat(flow.replay(dissector).events()).hasSameSizeAs(flow.datagrams());
        }
    }

    @Test
    void decodesTheNamesThatHostsAskFor() {
        assertThat(flows("n19"))
                .flatMap(flow -> flow.replay(dissector).events(NameServiceMessage.class))
                .isNotEmpty()
                .allSatisfy(
                        message -> {
                            assertThat(message.type()).isEqualTo(NameServiceMessage.NAME);
                            assertThat(message.name()).matches("[A-Z0-9-]+");
                            assertThat(message.response()).isFalse();
                        })
                .anyMatch(message -> message.name().equals("FILESRV"));
    }

    @Test
    void seesTheThreeStatusQueriesOfASession() {
        assertThat(flows("p22b"))
                .flatMap(flow -> flow.replay(dissector).events(NameServiceMessage.class))
                .hasSize(3)
                .allSatisfy(
                        message -> {
                            assertThat(message.type()).isEqualTo(NameServiceMessage.STATUS);
                            assertThat(message.name()).isEqualTo("*");
                            assertThat(message.flags()).isZero();
                        })
                .extracting(NameServiceMessage::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void readsAStatusAnswerWithNamesAndUnit() {
        assertThat(read(hex(STATUS)))
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.response()).isTrue();
                            assertThat(message.name()).isEqualTo("*");
                            assertThat(message.names()).containsExactly("MAPLE-PC", "WORKGROUP");
                            assertThat(message.unit()).hasToString("3c:52:82:b3:ec:6a");
                        });
    }

    @Test
    void claimsNothingElse() {
        assertThat(dissector.accepts(Transport.UDP, 40000, 138)).isFalse();
        assertThat(dissector.accepts(Transport.ICMP, 137, 137)).isFalse();
    }

    @Test
    void aFloodIsCut() {
        RecordedDatagrams flow = flows("n19").get(0);
        byte[][] flood = new byte[1000][];
        Arrays.fill(flood, flow.datagrams().get(0).bytes());
        assertThat(read(flood)).hasSizeBetween(1, 32);
    }

    @Test
    void damageNeverMakesItFail() {
        Random random = new Random(24);
        List<byte[]> whole = new ArrayList<>();
        whole.add(hex(STATUS));
        flows("n19").forEach(f -> f.datagrams().forEach(d -> whole.add(d.bytes())));
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = whole.get(random.nextInt(whole.size())).clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            read += read(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))).size();
        }
        assertThat(read).isBetween(1, 20_000);
        for (int length = 0; length < hex(STATUS).length; length++) {
            assertThat(read(Arrays.copyOf(hex(STATUS), length))).hasSizeLessThan(2);
        }
    }
}
