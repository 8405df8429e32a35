// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.engine.decode.Wrapping.before;
import static org.sekisho.engine.decode.Wrapping.content;
import static org.sekisho.engine.decode.Wrapping.ethernet;
import static org.sekisho.engine.decode.Wrapping.hex;
import static org.sekisho.engine.decode.Wrapping.ipv4;
import static org.sekisho.engine.decode.Wrapping.ipv6;
import static org.sekisho.engine.decode.Wrapping.join;
import static org.sekisho.engine.decode.Wrapping.tagged;
import static org.sekisho.engine.decode.Wrapping.type;
import static org.sekisho.engine.decode.Wrapping.udp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.packet.LinkType;

/** Whatever a real frame is wrapped in, the same packet comes out. */
class EncapsulationTest {
    private record Wrapper(String name, int linkType, int depth, UnaryOperator<byte[]> wrap) {}

    record Wrapped(String name, int linkType, int depth, byte[] plain, byte[] frame) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Wrapper link(String name, UnaryOperator<byte[]> wrap) {
        return new Wrapper(name, LinkType.ETHERNET, 0, wrap);
    }

    private static Wrapper tunnel(String name, int depth, UnaryOperator<byte[]> wrap) {
        return new Wrapper(name, LinkType.ETHERNET, depth, wrap);
    }

    private static byte[] overIp(int protocol, byte[] content) {
        return ethernet("0800", ipv4(protocol, content));
    }

    private static byte[] overIp6(int protocol, byte[] content) {
        return ethernet("86dd", ipv6(protocol, content));
    }

    private static byte[] manyLayers(byte[] frame) {
        byte[] vxlan = overIp(17, udp(1, 4789, before("0800000000000100", frame)));
        byte[] etherIp = ipv4(97, before("3000", vxlan));
        return tagged(overIp(47, before("00000800", etherIp)), "8100 0064");
    }

    private static byte[] fourTunnels(byte[] frame) {
        byte[] innermost = ipv4(type(frame).equals("0800") ? 4 : 41, content(frame));
        return overIp(4, ipv4(41, ipv6(4, innermost)));
    }

    /** GRE with a sequence number, then version 2, VLAN 100, session 5, a time. */
    private static final String ERSPAN_3 = "100022eb 00000007 2064 0005 01020304";

    private static final List<Wrapper> FOR_ANY_FRAME =
            List.of(
                    link("802.1Q", f -> tagged(f, "8100 0064")),
                    link("802.1ad", f -> tagged(f, "88a8 0065 8100 0066")),
                    link("QinQ 0x9100", f -> tagged(f, "9100 0065 8100 0066")),
                    link("eight tags", f -> tagged(f, "8100 0007".repeat(8))),
                    link("priority tag", f -> tagged(f, "8100 6000")),
                    link(
                            "802.2 SNAP",
                            f ->
                                    ethernet(
                                            "%04x".formatted(f.length - 14 + 8),
                                            before("aaaa03000000" + type(f), content(f)))),
                    link(
                            "802.2 SNAP in a VLAN",
                            f ->
                                    tagged(
                                            ethernet(
                                                    "%04x".formatted(f.length - 14 + 8),
                                                    before("aaaa030000f8" + type(f), content(f))),
                                            "8100 0064")),
                    new Wrapper(
                            "Linux cooked",
                            LinkType.LINUX_SLL,
                            0,
                            f -> before("0000 0001 0006 5e00050607080000" + type(f), content(f))),
                    new Wrapper(
                            "Linux cooked, tagged",
                            LinkType.LINUX_SLL,
                            0,
                            f ->
                                    before(
                                            "0004 0001 0006 5e00050607080000 8100 0064" + type(f),
                                            content(f))),
                    new Wrapper(
                            "Linux cooked v2",
                            LinkType.LINUX_SLL2,
                            0,
                            f ->
                                    before(
                                            type(f) + "0000 00000002 0001 00 06 5e00050607080000",
                                            content(f))),
                    tunnel(
                            "MPLS pseudowire with control word",
                            1,
                            f -> ethernet("8847", before("000641ff 00000000", f))),
                    tunnel("MPLS pseudowire", 1, f -> ethernet("8847", before("000641ff", f))),
                    tunnel("GRE bridging", 1, f -> overIp(47, before("00006558", f))),
                    tunnel(
                            "GRE bridging, checksum, key and sequence",
                            1,
                            f -> overIp(47, before("b0006558 00000000 00000001 00000002", f))),
                    tunnel("NVGRE key only", 1, f -> overIp6(47, before("20006558 00123400", f))),
                    tunnel("ERSPAN I", 1, f -> overIp(47, before("000088be", f))),
                    tunnel(
                            "ERSPAN II",
                            1,
                            f -> overIp(47, before("100088be 00000007 1064 1005 00000001", f))),
                    tunnel("ERSPAN III", 1, f -> overIp6(47, before(ERSPAN_3 + "0000 0008", f))),
                    tunnel(
                            "ERSPAN III with a subheader",
                            1,
                            f -> overIp(47, before(ERSPAN_3 + "0000 0009 0400000000000000", f))),
                    tunnel("EtherIP", 1, f -> overIp(97, before("3000", f))),
                    tunnel(
                            "VXLAN",
                            1,
                            f -> overIp(17, udp(50000, 4789, before("08000000 00012300", f)))),
                    tunnel(
                            "VXLAN over IPv6",
                            1,
                            f -> overIp6(17, udp(50000, 4789, before("08000000 00012300", f)))),
                    tunnel("VXLAN in EtherIP in GRE in VLAN", 3, EncapsulationTest::manyLayers));

    private static final List<Wrapper> FOR_IP =
            List.of(
                    link(
                            "MPLS, two labels",
                            f -> ethernet("8847", before("000640ff 000651ff", content(f)))),
                    link("MPLS upstream", f -> ethernet("8848", before("000641ff", content(f)))),
                    link(
                            "PPPoE",
                            f ->
                                    ethernet(
                                            "8864",
                                            join(
                                                    hex("1100 0011"),
                                                    hex("%04x".formatted(f.length - 12)),
                                                    hex(type(f).equals("0800") ? "0021" : "0057"),
                                                    content(f)))),
                    new Wrapper("raw IP", LinkType.RAW, 0, f -> content(f)),
                    new Wrapper("raw IP, BSD number", LinkType.RAW_BSD, 0, f -> content(f)),
                    new Wrapper("raw IP, OpenBSD number", LinkType.RAW_OPENBSD, 0, f -> content(f)),
                    new Wrapper(
                            "loopback, big-endian",
                            LinkType.LOOP,
                            0,
                            f ->
                                    before(
                                            type(f).equals("0800") ? "00000002" : "00000018",
                                            content(f))),
                    new Wrapper(
                            "loopback, little-endian",
                            LinkType.NULL,
                            0,
                            f ->
                                    before(
                                            type(f).equals("0800") ? "02000000" : "1e000000",
                                            content(f))),
                    tunnel("GRE", 1, f -> overIp(47, before("0000" + type(f), content(f)))),
                    tunnel(
                            "IP in IPv4",
                            1,
                            f -> overIp(type(f).equals("0800") ? 4 : 41, content(f))),
                    tunnel(
                            "IP in IPv6",
                            1,
                            f -> overIp6(type(f).equals("0800") ? 4 : 41, content(f))),
                    tunnel(
                            "IP in IPv4 with options",
                            1,
                            f ->
                                    ethernet(
                                            "0800",
                                            ipv4(
                                                    type(f).equals("0800") ? 4 : 41,
                                                    7,
                                                    0,
                                                    "94040000",
                                                    content(f)))),
                    tunnel(
                            "ERSPAN III with an IP packet",
                            1,
                            f -> overIp(47, before(ERSPAN_3 + "0000 0808", content(f)))),
                    tunnel("four tunnels", 4, EncapsulationTest::fourTunnels));

    static Stream<Wrapped> wrapped() {
        List<Wrapped> all = new ArrayList<>();
        List<byte[]> ip =
                List.of(RealFrames.tcp(), RealFrames.udp(), RealFrames.ping(), RealFrames.ipv6());
        for (Wrapper wrapper : FOR_IP) {
            ip.forEach(frame -> all.add(wrap(wrapper, frame)));
        }
        for (Wrapper wrapper : FOR_ANY_FRAME) {
            ip.forEach(frame -> all.add(wrap(wrapper, frame)));
            all.add(wrap(wrapper, RealFrames.arp()));
        }
        return all.stream();
    }

    private static Wrapped wrap(Wrapper wrapper, byte[] frame) {
        return new Wrapped(
                wrapper.name() + " around " + type(frame) + ", " + frame.length + " bytes",
                wrapper.linkType(),
                wrapper.depth(),
                frame,
                wrapper.wrap().apply(frame));
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void theSamePacketComesOut(Wrapped wrapped) {
        PacketView view = new PacketView();
        Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
        byte[] frame = wrapped.frame();
        Seen inside = Seen.of(decoder, view, frame, frame.length, wrapped.linkType());
        assertThat(inside).isEqualTo(Seen.of(wrapped.plain()));
        assertThat(view.depth).isEqualTo(wrapped.depth());
        assertThat(decoder.causes()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void cutAnywhereItIsAPrefixOfThePacketOrCounted(Wrapped wrapped) {
        Seen whole = Seen.of(wrapped.frame(), wrapped.linkType());
        for (int size = 0; size < wrapped.frame().length; size++) {
            byte[] cut = Arrays.copyOf(wrapped.frame(), size);
            PacketView view = new PacketView();
            Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
            Seen seen = Seen.of(decoder, view, cut, wrapped.frame().length, wrapped.linkType());
            if (seen.outcome() == Outcome.SKIPPED) {
                assertThat(decoder.causes().values()).containsExactly(1L);
            } else if (view.depth == wrapped.depth() && seen.etherType() == whole.etherType()) {
                assertThat(seen.payload().length() + seen.cut())
                        .isEqualTo(whole.payload().length());
                assertThat(whole.payload().toString()).startsWith(seen.payload().toString());
                assertThat(seen.srcPort()).isEqualTo(whole.srcPort());
                assertThat(seen.tcpSeq()).isEqualTo(whole.tcpSeq());
            }
        }
    }
}
