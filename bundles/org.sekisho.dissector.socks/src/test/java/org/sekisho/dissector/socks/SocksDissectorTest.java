// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.packet.Direction.TO_CLIENT;
import static org.sekisho.packet.Direction.TO_SERVER;
import static org.sekisho.testkit.Conversation.hex;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dissect.Probe;
import org.sekisho.event.Carrier;
import org.sekisho.event.socks.SocksRequest;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.Delivery;
import org.sekisho.testkit.RecordedStream;
import org.sekisho.testkit.StreamReplay;

class SocksDissectorTest {
    /** Writes a dialogue: {@code >} before what the client says, {@code <} before the server. */
    private static Conversation dialogue(String script) {
        Conversation conversation = Conversation.fromStart();
        for (String line : script.split("(?=[<>])")) {
            byte[] bytes = hex(line.substring(1));
            conversation =
                    line.charAt(0) == '>'
                            ? conversation.toServer(bytes)
                            : conversation.toClient(bytes);
        }
        return conversation;
    }

    private static StreamReplay replay(String script) {
        return dialogue(script).stream().replay(new SocksDissector());
    }

    // the bytes of curl and a dante server, but for the login, which is RFC 1929's
    private static final String NAME = "05010003117777772e6b72696c6c2e6578616d706c6501bb";
    private static final String REPLY = "05000001c633640ed454";
    private static final String TLS = "1603010200";

    @ParameterizedTest
    @CsvSource({
        "> 040101bbcb00714800 < 005ad440c633640e > 1603010200, 4, 203.0.113.72:443",
        "> 040101bb000000016a6f65007777772e6b72696c6c2e6578616d706c6500 < 005ad440c633640e"
                + " > 1603010200, 4, www.krill.example:443",
        "> 05020001 < 0500 > 05010001cb00714801bb < 05000001c633640ed44a > 1603010200, 5,"
                + " 203.0.113.72:443",
        "> 05020001 < 0500 > " + NAME + " < " + REPLY + " > 1603010200, 5, www.krill.example:443",
        "> 050100 < 0500 > 0501000420010db800000000000000000000000720fb"
                + " < 050000040000000000000000000000000000000000 00 > 1603010200, 5,"
                + " [2001:db8::7]:8443",
        "> 050100 < 0500 > 05010003 09 3139322e302e322e37 01bb < 05000003 01 61 0000 > 1603010200,"
                + " 5, 192.0.2.7:443",
    })
    void handsBackTheStreamBehindEveryKindOfTarget(String script, int version, String target) {
        for (Delivery delivery : Delivery.values()) {
            StreamReplay replay = dialogue(script).stream().replay(new SocksDissector(), delivery);
            SocksRequest request = replay.events(SocksRequest.class).get(0);
            assertThat(request.version()).isEqualTo(version);
            assertThat(request.target()).hasToString(target);
            assertThat(replay.inner().flow().server()).isEqualTo(request.target());
            assertThat(replay.inner().flow().carrier()).isEqualTo(Carrier.SOCKS);
            assertThat(replay.inner().bytes(TO_SERVER)).isEqualTo(hex(TLS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsALoginToItself(Delivery delivery) {
        String login = "01 03 6a6f65 06 733363726574";
        String script =
                "> 05020002 < 0502 > " + login + " < 0100 > " + NAME + " < " + REPLY + " > " + TLS;
        RecordedStream stream = dialogue(script).stream();
        StreamReplay replay = stream.replay(new SocksDissector(), delivery);
        SocksRequest request = replay.events(SocksRequest.class).get(0);
        assertThat(request.methods()).containsExactly(0, 2);
        assertThat(request.target().name()).isEqualTo("www.krill.example");
        assertThat(replay.events().toString()).doesNotContain("joe").doesNotContain("s3cret");
        for (int at = 0; at < replay.state().size() - 3; at++) {
            assertThat(replay.state().octets(at, 3)).isNotEqualTo(octets("6a6f65"));
        }
        assertThat(replay.inner().bytes(TO_SERVER)).isEqualTo(hex(TLS));
    }

    private static org.sekisho.packet.Octets octets(String digits) {
        return org.sekisho.packet.Octets.of(hex(digits));
    }

    @Test
    void leavesWhatCameWithTheReplyToTheInnerStream() {
        StreamReplay replay =
                replay("> 05020001 < 0500 > " + NAME + " > aabb < " + REPLY + "5353 < 48 > cc");
        assertThat(replay.inner().bytes(TO_SERVER)).isEqualTo(hex("aabbcc"));
        assertThat(replay.inner().bytes(TO_CLIENT)).isEqualTo(hex("535348"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // refused, as dante refuses a 4a request
                "> 040101bb00000001007777772e6b72696c6c2e6578616d706c6500 < 005bd452c633640e",
                "> 05020001 < 05ff",
                "> 05020001 < 0500 > " + NAME + " < 05050001000000000000 > " + TLS,
                "> 05020002 < 0502 > 0103616263026465 < 0101 > " + NAME + " < " + REPLY,
                // bind and UDP associate
                "> 040201bbcb00714800 < 005ad440c633640e",
                "> 050100 < 0500 > 05030001cb00714801bb < " + REPLY,
                // a server that chooses what was not offered, or answers in another version
                "> 05020001 < 0502 > 0103616263026465 < 0100 > " + NAME + " < " + REPLY,
                "> 050100 < 005a000000000000",
                "> 040101bbcb00714800 < 0500",
                // no port, no address, no name
                "> 04010000cb00714800 < 005ad440c633640e",
                "> 040101bb0000000000 < 005ad440c633640e",
                "> 050100 < 0500 > 05010003000000 < " + REPLY,
                // nothing from the server at all
                "> 05020001",
                "> 040101bbcb00714800 > " + TLS,
            })
    void saysNothingWithoutAGrantedRequest(String script) {
        for (Delivery delivery : Delivery.values()) {
            StreamReplay replay = dialogue(script).stream().replay(new SocksDissector(), delivery);
            assertThat(replay.events()).isEmpty();
            assertThat(replay.inner()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "> 16030102 00",
                "> 05 00",
                "> 05 40",
                "> 05 03 00 00 00",
                "> 05 02 00 01 ff",
                "> 04 01 01 bb 01 02 03 04 05",
                "> 04 01 01 bb 01 02 03 04 61 62 00 63",
                "< 53 53 48 2d",
                "< 05 01",
                "< 00 00",
            })
    void refusesWhatOnlyBeginsLikeSocks(String script) {
        assertThat(replay(script).probe()).isEqualTo(Probe.NO);
    }

    @Test
    void refusesStreamsWithoutTheirBeginning() {
        StreamReplay replay =
                Conversation.fromMiddle().toServer(hex("050100")).toClient(hex("0500")).stream()
                        .replay(new SocksDissector());
        assertThat(replay.probe()).isEqualTo(Probe.NO);
    }

    @Test
    void letsGoWhenBytesAreMissing() {
        StreamReplay replay =
                dialogue("> 05020001 < 0500 > 050100").gap(Direction.TO_SERVER, 5).stream()
                        .replay(new SocksDissector());
        assertThat(replay.isDone()).isTrue();
        assertThat(replay.events()).isEmpty();
    }
}
