// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sekisho.engine.decode.Wrapping.before;
import static org.sekisho.engine.decode.Wrapping.content;
import static org.sekisho.engine.decode.Wrapping.ethernet;
import static org.sekisho.engine.decode.Wrapping.hex;
import static org.sekisho.engine.decode.Wrapping.ipv4;
import static org.sekisho.engine.decode.Wrapping.ipv6;
import static org.sekisho.engine.decode.Wrapping.join;
import static org.sekisho.engine.decode.Wrapping.tagged;
import static org.sekisho.engine.decode.Wrapping.udp;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;
import org.sekisho.packet.Octets;

/** Lengths that lie, headers that are odd, and what is not to be unwrapped. */
class DecoderTest {
    private final Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
    private final PacketView view = new PacketView();

    private Outcome decode(byte[] frame) {
        return decode(frame, -1);
    }

    private Outcome decode(byte[] frame, int vlan) {
        return decoder.decode(
                frame, 0, frame.length, frame.length, LinkType.ETHERNET, vlan, 0, view);
    }

    private byte[] payload() {
        return Octets.of(view.array, view.payloadOffset, view.payloadLength).toBytes();
    }

    private void assertSkipped(Cause cause, byte[] frame) {
        long counted = decoder.causes().getOrDefault(cause.words(), 0L);
        assertThat(decode(frame)).isEqualTo(Outcome.SKIPPED);
        assertThat(decoder.causes()).containsEntry(cause.words(), counted + 1);
    }

    @Test
    void theOutermostVlanIsTheFrames() {
        byte[] frame = RealFrames.tcp();
        decode(frame);
        assertThat(view.vlan).isEqualTo(-1);
        decode(tagged(frame, "8100 6064"));
        assertThat(view.vlan).isEqualTo(100);
        decode(tagged(frame, "88a8 0065 8100 0064"));
        assertThat(view.vlan).isEqualTo(101);
        decode(tagged(frame, "8100 6000 8100 0064"));
        assertThat(view.vlan).isEqualTo(100);
        decode(tagged(frame, "8100 0064"), 0x6007);
        assertThat(view.vlan).isEqualTo(7);
        decode(frame, 0x6000);
        assertThat(view.vlan).isEqualTo(-1);
        decode(ethernet("0800", ipv4(97, before("3000", tagged(frame, "8100 0064")))));
        assertThat(view.vlan).isEqualTo(-1);
    }

    @Test
    void paddingIsNoPayload() {
        byte[] frame = ethernet("0800", ipv4(17, udp(1, 2, hex("0102"))));
        decode(Arrays.copyOf(frame, 60));
        assertThat(payload()).isEqualTo(hex("0102"));
        assertThat(view.ipLength).isEqualTo(30);
        byte[] frame6 = ethernet("86dd", ipv6(17, udp(1, 2, hex("0102"))));
        decode(Arrays.copyOf(frame6, 80));
        assertThat(payload()).isEqualTo(hex("0102"));
        byte[] bridge = ethernet("0003", hex("424203"));
        assertThat(decode(Arrays.copyOf(bridge, 60))).isEqualTo(Outcome.LINK);
        assertThat(payload()).isEmpty();
    }

    @Test
    void lengthsLeftToTheNetworkCardMeanTheWholeFrame() {
        for (int size : new int[] {100, 1400, 70_000}) {
            byte[] data = new byte[size];
            Arrays.fill(data, (byte) 0x61);
            byte[] segment = join(Arrays.copyOf(content(RealFrames.tcp()), 40), data);
            segment[0] = 0x45;
            segment[2] = 0;
            segment[3] = 0;
            segment[32] = 0x50;
            assertThat(decode(ethernet("0800", segment))).isEqualTo(Outcome.PACKET);
            assertThat(payload()).isEqualTo(data);
            byte[] six = join(ipv6(6, new byte[0]), Arrays.copyOfRange(segment, 20, 40), data);
            assertThat(decode(ethernet("86dd", six))).isEqualTo(Outcome.PACKET);
            assertThat(payload()).isEqualTo(data);
            byte[] jumbogram =
                    join(ipv6(0, hex("1100c20400000000")), hex("0001000200000000"), data);
            jumbogram[4] = 0;
            jumbogram[5] = 0;
            assertThat(decode(ethernet("86dd", jumbogram))).isEqualTo(Outcome.PACKET);
            assertThat(payload()).isEqualTo(data);
        }
    }

    @Test
    void anIpLengthThatTheFrameCannotHoldIsRefused() {
        byte[] frame = RealFrames.udp();
        frame[17]++;
        assertSkipped(Cause.IP_LENGTH, frame);
        frame[16] = 0;
        frame[17] = 19;
        assertSkipped(Cause.IP_LENGTH, frame);
        byte[] six = RealFrames.ipv6();
        six[19]++;
        assertSkipped(Cause.IP_LENGTH, six);
    }

    @Test
    void versionAndEtherTypeMustAgree() {
        assertSkipped(Cause.IP_VERSION, ethernet("86dd", content(RealFrames.tcp())));
        assertSkipped(Cause.IP_VERSION, ethernet("0800", content(RealFrames.ipv6())));
    }

    @Test
    void anImpossibleTcpHeaderIsRefused() {
        byte[] frame = RealFrames.tcp();
        frame[46] = 0x40;
        assertSkipped(Cause.TCP_HEADER, frame);
        byte[] bare = ethernet("0800", ipv4(6, new byte[20]));
        bare[46] = 0x60;
        assertSkipped(Cause.TCP_HEADER, bare);
    }

    @Test
    void udpLengthsAreHeldAgainstThoseOfIp() {
        byte[] data = hex("0102030405060708");
        byte[] frame = ethernet("0800", ipv4(17, udp(1, 2, data)));
        frame[39] = 0;
        assertThat(decode(frame)).isEqualTo(Outcome.PACKET);
        assertThat(payload()).isEqualTo(data);
        frame[39] = 12;
        assertThat(decode(frame)).isEqualTo(Outcome.PACKET);
        assertThat(payload()).isEqualTo(Arrays.copyOf(data, 4));
        frame[39] = 100;
        assertThat(decode(frame)).isEqualTo(Outcome.PACKET);
        assertThat(payload()).isEqualTo(data);
        assertThat(view.cut).isZero();
        frame[39] = 7;
        assertSkipped(Cause.UDP_LENGTH, frame);
    }

    @Test
    void echoesAndInformationMessagesHaveAnIdentifier() {
        for (int type : new int[] {0, 8, 15, 16}) {
            decode(
                    ethernet(
                            "0800",
                            ipv4(1, before("%02x000000 12345678".formatted(type), hex("aa")))));
            assertThat(view.icmpTypeCode).isEqualTo(type << 8);
            assertThat(view.icmpIdSeq).isEqualTo(0x12345678);
            assertThat(payload()).isEqualTo(hex("aa"));
        }
        decode(ethernet("86dd", ipv6(58, hex("8000 0000 12345678"))));
        assertThat(view.icmpIdSeq).isEqualTo(0x12345678);
    }

    @Test
    void aPacketQuotedByAnErrorStaysPayload() {
        byte[] quoted = content(RealFrames.udp());
        decode(ethernet("0800", ipv4(1, before("03030000 00000576", quoted))));
        assertThat(view.protocol).isEqualTo(1);
        assertThat(view.icmpTypeCode).isEqualTo(0x0303);
        assertThat(view.icmpIdSeq).isZero();
        assertThat(view.srcLow).isEqualTo(0xc6336401L);
        assertThat(view.depth).isZero();
        assertThat(payload()).isEqualTo(quoted);
    }

    @Test
    void extensionHeadersAreSteppedOver() {
        byte[] datagram = udp(7, 9, hex("0102"));
        String options = "3c00010400000000";
        String routing = "3300000000000000";
        String authentication = "1104 0000 00000001 00000002 000000000000000000000000";
        byte[] chain = before(options + "2b00010400000000" + routing + authentication, datagram);
        assertThat(decode(ethernet("86dd", ipv6(0, chain)))).isEqualTo(Outcome.PACKET);
        assertThat(view.dstPort).isEqualTo(9);
        assertThat(payload()).isEqualTo(hex("0102"));
        byte[] authenticated = ethernet("0800", ipv4(51, before(authentication, datagram)));
        assertThat(decode(authenticated)).isEqualTo(Outcome.PACKET);
        assertThat(view.dstPort).isEqualTo(9);
        assertSkipped(Cause.EXTENSION, ethernet("86dd", ipv6(60, hex("11ff010400000000"))));
    }

    @Test
    void nothingFollowsNoNextHeader() {
        assertThat(decode(ethernet("86dd", ipv6(59, new byte[30])))).isEqualTo(Outcome.PACKET);
        assertThat(view.protocol).isEqualTo(59);
        assertThat(view.payloadLength).isZero();
    }

    @Test
    void otherProtocolsShowWhatIsAboveIp() {
        byte[] frame = ethernet("0800", ipv4(50, 1, 0, "94040000", hex("00000001 00000002 aabb")));
        assertThat(decode(frame)).isEqualTo(Outcome.PACKET);
        assertThat(view.protocol).isEqualTo(50);
        assertThat(payload()).isEqualTo(hex("00000001 00000002 aabb"));
        assertThat(view.payloadOffset).isEqualTo(view.l4Offset);
    }

    @Test
    void framesWithoutIpShowTheirTypeAndPayload() {
        byte[] arp = RealFrames.arp();
        assertThat(decode(arp)).isEqualTo(Outcome.LINK);
        assertThat(payload()).startsWith(hex("0001 0800 0604"));
        byte[] spanningTree = ethernet("0026", join(hex("424203 0000 02 02"), new byte[31]));
        assertThat(decode(spanningTree)).isEqualTo(Outcome.LINK);
        assertThat(view.etherType).isEqualTo(0x4242);
        assertThat(payload()).hasSize(35).startsWith(hex("0000 02 02"));
        byte[] discovery = ethernet("8863", hex("1109 0000 0004 01010000"));
        assertThat(decode(discovery)).isEqualTo(Outcome.LINK);
        byte[] linkControl = ethernet("8864", hex("1100 0001 0006 c021 01010004"));
        assertThat(decode(linkControl)).isEqualTo(Outcome.LINK);
        assertThat(view.etherType).isEqualTo(0x8864);
        assertThat(payload()).isEqualTo(hex("1100 0001 0006 c021 01010004"));
    }

    @Test
    void theVxlanPortAloneMakesNoTunnel() {
        byte[] inner = RealFrames.tcp();
        for (String header :
                new String[] {"0000000000012300", "08000001 00012300", "0800000000012301"}) {
            byte[] frame = ethernet("0800", ipv4(17, udp(1, 4789, before(header, inner))));
            assertThat(decode(frame)).isEqualTo(Outcome.PACKET);
            assertThat(view.dstPort).isEqualTo(4789);
            assertThat(payload()).isEqualTo(before(header, inner));
        }
        byte[] noise = before("0800000000012300", content(inner));
        assertThat(decode(ethernet("0800", ipv4(17, udp(1, 4789, noise)))))
                .isEqualTo(Outcome.PACKET);
        assertThat(view.depth).isZero();
        assertThat(payload()).isEqualTo(noise);
    }

    @Test
    void whatIsNotUnwrappedIsCounted() {
        assertSkipped(
                Cause.GRE_PPTP, ethernet("0800", ipv4(47, hex("3001880b 00040001 00000000"))));
        assertSkipped(Cause.GRE, ethernet("0800", ipv4(47, hex("000088bf 00000000"))));
        assertSkipped(Cause.GRE, ethernet("0800", ipv4(47, hex("40000800 00000000"))));
        assertSkipped(Cause.ETHERIP, ethernet("0800", ipv4(97, hex("2000 5e0001020304"))));
        assertSkipped(Cause.PPPOE, ethernet("8864", hex("1200 0001 0002 0021")));
        assertThat(decoder.decode(new byte[60], 0, 60, 60, LinkType.IEEE802_11, -1, 0, view))
                .isEqualTo(Outcome.SKIPPED);
        assertThat(decoder.causes()).containsEntry(Cause.LINK_TYPE.words(), 1L);
    }

    private static byte[] erspan(String header, byte[] frame) {
        return tagged(ethernet("0800", ipv4(47, before(header, frame))), "8100 0009");
    }

    @Test
    void aMirroredFrameHasItsOwnVlanAndNotThatOfItsWay() {
        byte[] frame = RealFrames.tcp();
        byte[] tagged = tagged(frame, "8100 2007");
        String second = "100088be 00000001 1064 ";
        decode(erspan(second + "1005 00000000", frame));
        assertThat(view.vlan).isEqualTo(100);
        decode(erspan(second + "0805 00000000", frame));
        assertThat(view.vlan).isEqualTo(100);
        decode(erspan(second + "0005 00000000", frame));
        assertThat(view.vlan).isEqualTo(-1);
        decode(erspan(second + "1805 00000000", tagged));
        assertThat(view.vlan).isEqualTo(7);
        decode(erspan("000088be", tagged));
        assertThat(view.vlan).isEqualTo(7);
        decode(erspan("100022eb 00000001 2064 0005 01020304 00000008", tagged));
        assertThat(view.vlan).isEqualTo(7);
        assertThat(view.depth).isEqualTo(1);
    }

    @Test
    void ofAMirroredFrameThatTheSwitchHasCutTheRestIsCut() {
        byte[] frame = RealFrames.tcp();
        decode(frame);
        int whole = view.payloadLength;
        byte[] half = Arrays.copyOf(frame, frame.length - whole + 10);
        assertThat(decode(erspan("100088be 00000001 1064 0405 00000000", half)))
                .isEqualTo(Outcome.PACKET);
        assertThat(view.payloadLength).isEqualTo(10);
        assertThat(view.cut).isEqualTo(whole - 10);
        assertSkipped(Cause.IP_LENGTH, erspan("100088be 00000001 1064 0005 00000000", half));
    }

    @Test
    void whatIsNoErspanIsCounted() {
        byte[] frame = RealFrames.tcp();
        assertSkipped(Cause.ERSPAN, erspan("100088be 00000001 2064 1005 00000000", frame));
        assertSkipped(Cause.ERSPAN, erspan("100022eb 00000001 1064 0005 01020304 00000008", frame));
        assertSkipped(Cause.ERSPAN, erspan("100022eb 00000001 2064 0005 01020304 00001008", frame));
        assertSkipped(
                Cause.FRAME_SHORT,
                ethernet("0800", ipv4(47, hex("100022eb 00000001 2064 0005 01020304 00000009"))));
    }

    @Test
    void nothingIsLeftOverFromTheFrameBefore() {
        byte[] ping = RealFrames.ping();
        Seen alone = Seen.of(ping);
        decode(tagged(RealFrames.tcp(), "8100 0064"), -1);
        decode(RealFrames.ipv6());
        assertThat(Seen.of(decode(ping), view)).isEqualTo(alone);
        assertThat(view.vlan).isEqualTo(-1);
        byte[] datagram = RealFrames.udp();
        alone = Seen.of(datagram);
        decode(ethernet("0800", ipv4(41, content(RealFrames.ipv6()))));
        decode(RealFrames.tcp());
        assertThat(Seen.of(decode(datagram), view)).isEqualTo(alone);
        assertThat(view.depth).isZero();
    }

    @Test
    void aFrameOutsideItsArrayIsTheCallersMistake() {
        assertThatThrownBy(() -> decoder.decode(new byte[10], 5, 6, 6, 1, -1, 0, view))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
