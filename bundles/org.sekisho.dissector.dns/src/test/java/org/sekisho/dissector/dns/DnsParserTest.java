// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.sekisho.testkit.Conversation.hex;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.event.dns.DnsQuestion;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;

class DnsParserTest {
    private static final String QUERY = "1234 0100 0001 0000 0000 0000";
    private static final String ANSWER = "1234 8180 0001 0001 0000 0000";
    private static final String WWW = "03 777777 07 6578616d706c65 00";

    private final DnsParser parser = new DnsParser();

    private DnsMessage read(String digits) {
        return parser.read(Payload.of(hex(digits)), false)
                ? parser.event(null, Direction.TO_SERVER)
                : null;
    }

    private static String label(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return String.format("%02x", bytes.length) + HexFormat.of().formatHex(bytes);
    }

    private String name(String name) {
        DnsMessage message = read(QUERY + name + "0001 0001");
        return message == null ? null : message.questions().get(0).name();
    }

    @Test
    void writesNamesInLowerCaseWithEverythingUnusualEscaped() {
        assertThat(name(label("WwW") + label("Ex_ample-1") + "00")).isEqualTo("www.ex_ample-1");
        assertThat(name(label("a.b c\\") + label("\0\u00ff") + "00"))
                .isEqualTo("a\\046b\\032c\\092.\\000\\255");
        assertThat(name("00")).isEmpty();
    }

    @Test
    void takesNamesUpToTheLengthThatRfc1035Allows() {
        String label = label("a".repeat(63));
        String longest = label.repeat(3) + label("a".repeat(61)) + "00";
        assertThat(name(longest)).hasSize(253);
        assertThat(name(label.repeat(3) + label("a".repeat(62)) + "00")).isNull();
        assertThat(name(label("\0".repeat(63)).repeat(3) + label("\0".repeat(61)) + "00"))
                .hasSize(4 * 250 + 3);
    }

    @Test
    void readsAddressesAndNamesOfAnswers() {
        DnsMessage message =
                read(
                        "1234 8183 0001 0005 0000 0000"
                                + (WWW + "0001 0001")
                                + "c00c 0005 0001 00000e10 0006 03666f6f c010"
                                + "c029 0001 0001 00000e10 0004 c0000207"
                                + "c029 001c 0001 00000e10 0010 20010db8000000000000000000000007"
                                + "c029 000c 8001 00000e10 0002 c00c"
                                + "c029 0010 0001 00000e10 0003 02abcd");
        assertThat(message.id()).isEqualTo(0x1234);
        assertThat(message.response()).isTrue();
        assertThat(message.responseCode()).isEqualTo(3);
        assertThat(message.questions()).containsExactly(new DnsQuestion("www.example", 1));
        assertThat(message.answers())
                .extracting("name", "type", "address", "target")
                .containsExactly(
                        tuple("www.example", 5, null, "foo.example"),
                        tuple("foo.example", 1, IpAddress.parse("192.0.2.7"), null),
                        tuple("foo.example", 28, IpAddress.parse("2001:db8::7"), null),
                        tuple("foo.example", 12, null, "www.example"),
                        tuple("foo.example", 16, null, null));
    }

    @Test
    void readsAQueryWhoseOptRecordHoldsNoOptions() {
        // the shape of SoftEther's VPN over DNS, wire facts §6.4
        String query =
                "a5f0 0100 0001 0000 0000 0001 08 3332613166396237 00 0030 0001"
                        + "00 0029 1000 00008000 0027"
                        + "ff".repeat(39);
        assertThat(read(query).questions()).containsExactly(new DnsQuestion("32a1f9b7", 48));
        assertThat(parser.readStrictly(Payload.of(hex(query)))).isTrue();
        assertThat(parser.readStrictly(Payload.of(hex(query + "00")))).isFalse();
        assertThat(parser.readStrictly(Payload.of(hex(query.substring(0, query.length() - 2)))))
                .isFalse();
    }

    @Test
    void keepsToTheBoundsOfTheEvent() {
        String questions = (WWW + "0001 0001").repeat(9);
        String answers = "c00c 0001 0001 00000000 0004 c0000201".repeat(60);
        DnsMessage message = read("1234 8180 0009 003c 0000 0000" + questions + answers);
        assertThat(message.questions()).hasSize(4);
        assertThat(message.answers()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234 0100 0001 0000 0000 00",
                // nothing asked, nothing answered; a count beyond the end
                "1234 0100 0000 0000 0000 0000",
                "1234 0100 0002 0000 0000 0000" + WWW + "0001 0001",
                // an update (opcode 5)
                "1234 2800 0001 0000 0000 0000" + WWW + "0006 0001",
                // names: to itself, forward, into the header, reserved lengths, past the end
                QUERY + "c00c 0001 0001",
                QUERY + "c012 0001 0001 00",
                QUERY + "c000 0001 0001",
                QUERY + "40 0001 0001",
                QUERY + "80 0001 0001",
                QUERY + "3f 0001 0001",
                QUERY + "0161 c00c 0001 0001",
                QUERY + WWW + "0001",
                // records: a name that loops, data past the end, no room for the fields
                ANSWER + WWW + "0001 0001 c01d 0001 0001 00000000 0004 c0000201",
                ANSWER + WWW + "0001 0001 c00c 0001 0001 00000000 0005 c0000201",
                ANSWER + WWW + "0001 0001 c00c 0001 0001 00000000",
            })
    void saysNothingAboutMalformedMessages(String digits) {
        assertThat(read(digits)).isNull();
    }

    @Test
    void makesNoAddressOfDataOfAnotherLengthOrClass() {
        DnsMessage message =
                read(
                        "1234 8180 0001 0004 0000 0000"
                                + (WWW + "0001 0001")
                                + "c00c 0001 0001 00000000 0003 c00002"
                                + "c00c 001c 0001 00000000 0004 c0000201"
                                + "c00c 0001 0003 00000000 0004 c0000201"
                                + "c00c 0005 0001 00000000 0003 c00c00");
        assertThat(message.answers()).hasSize(4);
        assertThat(message.answers())
                .allMatch(answer -> answer.address() == null && answer.target() == null);
    }

    @Test
    void readsWhatIsThereOfACutMessage() {
        String there = ANSWER + WWW + "0001 0001 c00c 0001 0001 0000";
        assertThat(parser.read(Payload.of(hex(there)), true)).isTrue();
        assertThat(parser.event(null, Direction.TO_CLIENT).questions()).hasSize(1);
        assertThat(parser.event(null, Direction.TO_CLIENT).answers()).isEmpty();
    }

    @Test
    void followsOnlyAFewPointersPerName() {
        StringBuilder chain =
                new StringBuilder("1234 8180 0001 0001 0000 0000" + WWW + "0001 0001");
        int pointers = 200;
        int first = 12 + 13 + 4;
        // an answer whose data is a chain of pointers, each to the one before
        chain.append("c00c 0010 0001 00000000").append(String.format("%04x", 2 * pointers));
        int data = first + 12;
        for (int i = 0; i < pointers; i++) {
            int target = i == 0 ? 12 : data + 2 * (i - 1);
            chain.append(String.format("%04x", 0xc000 | target));
        }
        byte[] message = hex(chain.toString());
        DnsNames names = new DnsNames();
        assertThat(names.read(Payload.of(message), data + 2 * 10)).isEqualTo(data + 2 * 11);
        assertThat(names.text()).isEqualTo("www.example");
        assertThat(names.read(Payload.of(message), data + 2 * (pointers - 1))).isEqualTo(-1);
    }
}
