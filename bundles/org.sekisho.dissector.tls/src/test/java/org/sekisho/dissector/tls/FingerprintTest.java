// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.packet.Direction;
import org.sekisho.testkit.CaptureReplay;
import org.sekisho.testkit.Conversation;
import org.sekisho.testkit.TestCaptures;

class FingerprintTest {
    /** Wire facts §2.2. */
    @ParameterizedTest
    @CsvSource({
        "p31_idle_tcp_only-deb501-1204.pcap,"
                + "t13d310900_e8f1e7e78f70_c9e58cc61e36,55ed5da8a9fd9dfe64815f295dbb9f87",
        "p28_idle_session-st438-1075.pcap,"
                + "t13d750900_479067518aa3_b0d3b4ac2a14,7982bb3b339b761a71b7f1b409f7d2eb",
        "p31_idle_tcp_only-st444-1026.pcap,"
                + "t13d780900_ab95583b6d39_b0d3b4ac2a14,b6a37874c8735dd12d574de53962167b",
        "p34_tls12-deb501-1102.pcap,"
                + "t12d280600_d943125447b4_a44c6288192a,2c4428422b734ef16cdbf05bc5d82e08"
    })
    void agreesWithOtherToolsOnEveryVersionOfTheClient(String capture, String ja4, String ja3) {
        List<ClientHello> hellos =
                CaptureReplay.of(TestCaptures.path(capture)).events(new TlsDissector()).stream()
                        .filter(ClientHello.class::isInstance)
                        .map(ClientHello.class::cast)
                        .toList();
        assertThat(hellos).isNotEmpty();
        assertThat(hellos).extracting(ClientHello::ja4).containsOnly(ja4);
        assertThat(hellos).extracting(ClientHello::ja3).containsOnly(ja3);
    }

    /** The examples that the authors of the methods publish with them. */
    @Test
    void agreesWithThePublishedExamples() {
        byte[] server = extension(0, Conversation.hex("0006 00 0003 612e62"));
        ClientHello old =
                hello(
                        "0301",
                        "002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004",
                        RealHellos.join(
                                server, groups("001700180019"), extension(11, (byte) 1, (byte) 0)));
        assertThat(old.ja3()).isEqualTo("ada70206e40642a3e4461f35503241d5");
        ClientHello older = hello("0301", "00040005000a00090064006200030006001300120063", null);
        assertThat(older.ja3()).isEqualTo("de350869b8c85de67a350c8d186f11e6");

        String algorithms = "0403 0804 0401 0503 0805 0501 0806 0601".replace(" ", "");
        byte[] extensions =
                RealHellos.join(
                        extension(0x1b),
                        server,
                        extension(0x33),
                        extension(16, vector8(Conversation.hex("6832"))),
                        extension(0x4469),
                        extension(0x17),
                        extension(0x2d),
                        extension(
                                13,
                                RealHellos.join(
                                        length16(algorithms), Conversation.hex(algorithms))),
                        extension(5),
                        extension(0x23),
                        extension(0x12),
                        versions("6a6a03040303"),
                        extension(0xff01),
                        extension(11, (byte) 1, (byte) 0),
                        groups("001d"),
                        extension(0x15));
        ClientHello browser =
                hello(
                        "0303",
                        "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d 002f 0035",
                        extensions);
        assertThat(browser.ja4()).isEqualTo("t13d1516h2_8daaf6152771_e5627efa2ab1");
    }

    @Test
    void namesTheServerByVersionSuiteAndExtensions() throws Exception {
        ServerHello hello =
                RealHellos.stream(RealHellos.TLS12)
                        .replay(new TlsDissector())
                        .events(ServerHello.class)
                        .get(0);
        String text =
                "771,47," + String.join("-", hello.extensions().stream().map(e -> "" + e).toList());
        byte[] md5 =
                java.security.MessageDigest.getInstance("MD5")
                        .digest(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(hello.cipherSuite()).isEqualTo(0x002f);
        assertThat(hello.ja3s()).isEqualTo(java.util.HexFormat.of().formatHex(md5));
    }

    @ParameterizedTest
    @CsvSource({
        "6832,h2", // h2
        "687474702f312e31,h1", // http/1.1
        "68,hh",
        "30,00",
        "ab,ab",
        "abcd,ad",
        "30ab,3b",
        "3031abcd,3d",
        "ab3130cd,ad",
        "30abcd31,01",
        "2d,2d", // a hyphen is no letter
        "c3a9,c9", // UTF-8, not ASCII
        "'',00"
    })
    void takesWhateverStandsInAlpn(String alpn, String expected) {
        ClientHello hello = hello(extension(16, vector8(Conversation.hex(alpn))));
        assertThat(hello.ja4().substring(8, 10)).isEqualTo(expected);
    }

    @Test
    void countsAreAtMost99AndEmptyListsHaveNoHash() {
        byte[][] many = new byte[120][];
        for (int i = 0; i < many.length; i++) {
            many[i] = RealHellos.join(Conversation.hex("%04x".formatted(1000 + i)), new byte[2]);
        }
        assertThat(hello(RealHellos.join(many)).ja4()).startsWith("t12i019900_");
        assertThat(hello(new byte[0]).ja4()).startsWith("t12i010000_").endsWith("_000000000000");
    }

    @Test
    void leavesGreaseOutOfFingerprintsButNotOutOfLists() {
        byte[] plain = RealHellos.join(groups("001d0017"), versions("0304"));
        byte[] greased =
                RealHellos.join(
                        extension(0x2a2a),
                        groups("3a3a001d0017"),
                        versions("4a4a0304"),
                        extension(0xfafa));
        ClientHello without = hello(plain);
        ClientHello with = hello(greased);
        assertThat(with.ja3()).isEqualTo(without.ja3());
        assertThat(with.ja4()).isEqualTo(without.ja4()).startsWith("t13i0102");
        assertThat(with.extensions()).containsExactly(0x2a2a, 10, 43, 0xfafa);
        assertThat(with.supportedGroups()).containsExactly(0x3a3a, 0x1d, 0x17);
        assertThat(with.supportedVersions()).containsExactly(0x4a4a, 0x0304);
    }

    @Test
    void greaseIsTwoEqualBytesThatEndInA() {
        assertThat(java.util.stream.IntStream.rangeClosed(0, 0xffff).filter(Grease::is))
                .hasSize(16)
                .contains(0x0a0a, 0xfafa)
                .doesNotContain(0x0a1a);
    }

    private static byte[] groups(String hex) {
        return extension(10, RealHellos.join(length16(hex), Conversation.hex(hex)));
    }

    private static byte[] versions(String hex) {
        byte[] list = Conversation.hex(hex);
        return RealHellos.join(
                Conversation.hex("002b%04x%02x".formatted(list.length + 1, list.length)), list);
    }

    private static byte[] length16(String hex) {
        return Conversation.hex("%04x".formatted(hex.length() / 2));
    }

    /** An extension whose content is a list of one element, or nothing. */
    private static byte[] extension(int type, byte... content) {
        byte[] head = Conversation.hex("%04x%04x".formatted(type, content.length));
        return RealHellos.join(head, content);
    }

    private static byte[] vector8(byte[] element) {
        return RealHellos.join(
                Conversation.hex("%04x%02x".formatted(element.length + 1, element.length)),
                element);
    }

    private static ClientHello hello(byte[] extensions) {
        return hello("0303", "5a5a1301", extensions);
    }

    /** What is said of a hello made by hand; one of SSL 3.0 times has no extensions at all. */
    private static ClientHello hello(String version, String suites, byte[] extensions) {
        byte[] suiteBytes = Conversation.hex(suites);
        byte[] body =
                RealHellos.join(
                        Conversation.hex(version),
                        new byte[32],
                        Conversation.hex("00%04x".formatted(suiteBytes.length)),
                        suiteBytes,
                        Conversation.hex("0100"));
        if (extensions != null) {
            byte[] length = Conversation.hex("%04x".formatted(extensions.length));
            body = RealHellos.join(body, length, extensions);
        }
        byte[] message = RealHellos.join(Conversation.hex("01%06x".formatted(body.length)), body);
        List<ClientHello> hellos =
                Conversation.fromStart().toServer(RealHellos.record(22, message)).stream()
                        .replay(new TlsDissector())
                        .events(ClientHello.class);
        assertThat(hellos).hasSize(1);
        assertThat(hellos.get(0).direction()).isEqualTo(Direction.TO_SERVER);
        return hellos.get(0);
    }
}
