// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.engine.decode.Wrapping.before;
import static org.sekisho.engine.decode.Wrapping.content;
import static org.sekisho.engine.decode.Wrapping.ethernet;
import static org.sekisho.engine.decode.Wrapping.ipv4;
import static org.sekisho.engine.decode.Wrapping.ipv6;
import static org.sekisho.engine.decode.Wrapping.udp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.packet.LinkType;
import org.sekisho.packet.Octets;
import org.sekisho.testkit.CapturedFrame;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/** Packets come out of their fragments once, whole, and as the first bytes said. */
class FragmentReassemblyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MORE = 0x2000;

    /** A datagram around a real segment's bytes, several times over. */
    private static final byte[] DATAGRAM =
            udp(5000, 5001, Wrapping.join(content(RealFrames.tcp()), content(RealFrames.udp())));

    private final PacketView view = new PacketView();
    private Decoder decoder = new Decoder(DecodeLimits.DEFAULT);
    private long now;

    private Outcome decode(byte[] frame) {
        return decode(frame, frame.length);
    }

    private Outcome decode(byte[] frame, int captured) {
        return decoder.decode(frame, 0, captured, frame.length, LinkType.ETHERNET, -1, now, view);
    }

    private static byte[] piece(byte[] whole, int id, int from, int to) {
        int flags = to < whole.length ? MORE : 0;
        return ethernet(
                "0800", ipv4(17, id, flags | from / 8, "", Arrays.copyOfRange(whole, from, to)));
    }

    private static byte[] piece6(byte[] whole, String before, int from, int to) {
        int more = to < whole.length ? 1 : 0;
        String header = before + "1100%04x89abcdef".formatted(from | more);
        byte[] body = before(header, Arrays.copyOfRange(whole, from, to));
        return ethernet("86dd", ipv6(before.isEmpty() ? 44 : 60, body));
    }

    private static List<byte[]> pieces(byte[] whole, int id, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < whole.length; at += size) {
            pieces.add(piece(whole, id, at, Math.min(at + size, whole.length)));
        }
        return pieces;
    }

    private void assertWhole(byte[] datagram) {
        assertThat(view.reassembled).isTrue();
        assertThat(view.srcPort).isEqualTo(5000);
        assertThat(view.dstPort).isEqualTo(5001);
        assertThat(view.cut).isZero();
        assertThat(payload()).isEqualTo(Octets.of(datagram, 8, datagram.length - 8));
    }

    private Octets payload() {
        return Octets.of(view.array, view.payloadOffset, view.payloadLength);
    }

    private long counted(Cause cause) {
        return decoder.causes().getOrDefault(cause.words(), 0L);
    }

    @Test
    void recordedPingsLargerThanAFrameComeOutWhole() throws Exception {
        int whole = 0;
        for (CapturedFrame frame :
                PcapFile.read(TestCaptures.path("n16_ping_large-none-1044.pcap"))) {
            byte[] bytes = frame.bytes();
            if (decode(bytes) == Outcome.PACKET && view.reassembled) {
                whole++;
                assertThat(view.protocol).isEqualTo(1);
                assertThat(view.ipLength).isGreaterThan(1500);
                // ping fills its payload with counting bytes after a time stamp
                int last = view.payloadOffset + view.payloadLength - 1;
                assertThat(view.array[last] - view.array[last - 1] & 0xff).isEqualTo(1);
                assertThat(view.payloadLength).isEqualTo(view.ipLength - 28);
            }
        }
        assertThat(whole).isPositive();
        assertThat(decoder.causes()).isEmpty();
    }

    @Test
    void anyOrderGivesThePacketExactlyOnce() {
        Random random = new Random(1);
        for (int size : new int[] {8, 64, 200, 1480}) {
            for (int round = 0; round < 20; round++) {
                List<byte[]> pieces = pieces(DATAGRAM, round, size);
                if (size > 8) {
                    Collections.shuffle(pieces, random);
                } else if (round % 2 == 1) {
                    Collections.reverse(pieces);
                }
                for (int i = 0; i < pieces.size() - 1; i++) {
                    assertThat(decode(pieces.get(i))).isEqualTo(Outcome.HELD);
                }
                assertThat(decode(pieces.get(pieces.size() - 1))).isEqualTo(Outcome.PACKET);
                assertWhole(DATAGRAM);
            }
        }
        assertThat(decoder.causes()).isEmpty();
    }

    @Test
    void ipv6FragmentsBehindOtherHeadersComeTogether() {
        for (String before : new String[] {"", "2c00010400000000"}) {
            assertThat(decode(piece6(DATAGRAM, before, 800, DATAGRAM.length)))
                    .isEqualTo(Outcome.HELD);
            assertThat(decode(piece6(DATAGRAM, before, 0, 800))).isEqualTo(Outcome.PACKET);
            assertWhole(DATAGRAM);
            assertThat(view.ipVersion).isEqualTo(6);
            assertThat(view.ipId).isEqualTo(0x89abcdef);
        }
    }

    @Test
    void anIpv6FragmentThatIsTheWholePacketNeedsNoOthers() {
        assertThat(decode(piece6(DATAGRAM, "", 0, DATAGRAM.length))).isEqualTo(Outcome.PACKET);
        assertThat(view.reassembled).isFalse();
        assertThat(view.dstPort).isEqualTo(5001);
    }

    @Test
    void fragmentsInsideFragmentedTunnelsComeTogether() {
        List<byte[]> outer = new ArrayList<>();
        for (byte[] inner : pieces(DATAGRAM, 7, 800)) {
            int id = outer.size();
            outer.addAll(pieces(before("00000800", content(inner)), id, 400));
        }
        int packets = 0;
        for (byte[] frame : outer) {
            frame[23] = 47;
            packets += decode(frame) == Outcome.PACKET ? 1 : 0;
        }
        assertThat(packets).isEqualTo(1);
        assertWhole(DATAGRAM);
        assertThat(view.depth).isEqualTo(1);
    }

    @Test
    void identifiersAddressesAndProtocolsKeepPacketsApart() {
        byte[] first = piece(DATAGRAM, 1, 0, 800);
        byte[] otherProtocol = piece(DATAGRAM, 1, 800, DATAGRAM.length);
        otherProtocol[23] = 6;
        byte[] otherSource = piece(DATAGRAM, 1, 800, DATAGRAM.length);
        otherSource[29]++;
        assertThat(decode(first)).isEqualTo(Outcome.HELD);
        assertThat(decode(piece(DATAGRAM, 2, 800, DATAGRAM.length))).isEqualTo(Outcome.HELD);
        assertThat(decode(otherProtocol)).isEqualTo(Outcome.HELD);
        assertThat(decode(otherSource)).isEqualTo(Outcome.HELD);
        assertThat(counted(Cause.FRAGMENT_MISSING)).isEqualTo(4);
    }

    @Test
    void repeatedFragmentsAreNoOverlap() {
        byte[] first = piece(DATAGRAM, 1, 0, 800);
        assertThat(decode(first)).isEqualTo(Outcome.HELD);
        assertThat(decode(first)).isEqualTo(Outcome.HELD);
        assertThat(decode(piece(DATAGRAM, 1, 800, DATAGRAM.length))).isEqualTo(Outcome.PACKET);
        assertWhole(DATAGRAM);
        assertThat(decoder.causes()).isEmpty();
    }

    @Test
    void overlapsCannotRewriteWhatCameFirst() {
        byte[] forged = DATAGRAM.clone();
        Arrays.fill(forged, (byte) 0x5a);
        decode(piece(DATAGRAM, 1, 0, 400));
        decode(piece(DATAGRAM, 1, 800, DATAGRAM.length));
        // one around both edges of the hole, one inside what is known (teardrop), with other bytes
        byte[] around = forged.clone();
        System.arraycopy(DATAGRAM, 400, around, 400, 400);
        assertThat(decode(piece(forged, 1, 96, 200))).isEqualTo(Outcome.HELD);
        assertThat(decode(piece(around, 1, 200, 1000))).isEqualTo(Outcome.PACKET);
        assertWhole(DATAGRAM);
        assertThat(counted(Cause.FRAGMENT_OVERLAP)).isEqualTo(2);
    }

    @Test
    void aSecondEndOrBytesBehindTheEndAreRefused() {
        byte[] shorter = Arrays.copyOf(DATAGRAM, 1000);
        decode(piece(DATAGRAM, 1, 800, DATAGRAM.length));
        assertThat(decode(piece(shorter, 1, 800, 1000))).isEqualTo(Outcome.SKIPPED);
        byte[] longer = Arrays.copyOf(DATAGRAM, DATAGRAM.length + 1600);
        int behind = (DATAGRAM.length + 15) / 8 * 8;
        assertThat(decode(piece(longer, 1, behind, behind + 800))).isEqualTo(Outcome.SKIPPED);
        assertThat(decode(piece(DATAGRAM, 1, 0, 800))).isEqualTo(Outcome.PACKET);
        assertWhole(DATAGRAM);
        assertThat(counted(Cause.FRAGMENT_MALFORMED)).isEqualTo(2);
    }

    @Test
    void impossibleSizesAndPositionsAreRefused() {
        byte[] oddLength = ethernet("0800", ipv4(17, 1, MORE, "", Arrays.copyOf(DATAGRAM, 801)));
        byte[] beyond = ethernet("0800", ipv4(17, 1, 0x1fff, "", Arrays.copyOf(DATAGRAM, 800)));
        byte[] empty = ethernet("0800", ipv4(17, 1, MORE, "", new byte[0]));
        for (byte[] frame : List.of(oddLength, beyond, empty)) {
            assertThat(decode(frame)).isEqualTo(Outcome.SKIPPED);
        }
        assertThat(counted(Cause.FRAGMENT_MALFORMED)).isEqualTo(3);
    }

    @Test
    void aHoleKeepsThePacketUntilItsTimeIsOver() {
        decode(piece(DATAGRAM, 1, 0, 400));
        decode(piece(DATAGRAM, 1, 800, DATAGRAM.length));
        now = 30 * SECOND;
        assertThat(decode(piece(DATAGRAM, 1, 400, 800))).isEqualTo(Outcome.PACKET);
        decode(piece(DATAGRAM, 2, 0, 400));
        now = 61 * SECOND;
        assertThat(decode(piece(DATAGRAM, 2, 400, DATAGRAM.length))).isEqualTo(Outcome.HELD);
        assertThat(counted(Cause.FRAGMENT_MISSING)).isEqualTo(2);
        assertThat(decoder.evicted()).isZero();
    }

    @Test
    void pastTheNumberOfPacketsTheOldestGoes() {
        decoder = new Decoder(new DecodeLimits(8, 4, 10, 1 << 20, 30 * SECOND));
        for (int id = 0; id < 11; id++) {
            assertThat(decode(piece(DATAGRAM, id, 0, 800))).isEqualTo(Outcome.HELD);
        }
        assertThat(decoder.evicted()).isEqualTo(1);
        assertThat(decode(piece(DATAGRAM, 1, 800, DATAGRAM.length))).isEqualTo(Outcome.PACKET);
        assertThat(decode(piece(DATAGRAM, 0, 800, DATAGRAM.length))).isEqualTo(Outcome.HELD);
    }

    @Test
    void pastTheNumberOfBytesTheOldestGoes() {
        decoder = new Decoder(new DecodeLimits(8, 4, 1000, 1 << 16, 30 * SECOND));
        byte[] large = udp(5000, 5001, new byte[60000]);
        List<byte[]> one = pieces(large, 1, 1480);
        List<byte[]> other = pieces(large, 2, 1480);
        for (int i = 0; i < one.size() - 1; i++) {
            decode(one.get(i));
        }
        for (int i = 0; i < other.size() - 1; i++) {
            decode(other.get(i));
        }
        assertThat(decode(other.get(other.size() - 1))).isEqualTo(Outcome.PACKET);
        assertThat(decode(one.get(one.size() - 1))).isEqualTo(Outcome.HELD);
        assertThat(decoder.evicted()).isEqualTo(one.size() - 1);
    }

    @Test
    void scatteredTinyFragmentsAreGivenUp() {
        byte[] large = udp(5000, 5001, new byte[60000]);
        for (int i = 0; i < 200; i++) {
            decode(piece(large, 1, i * 16, i * 16 + 8));
        }
        assertThat(decoder.evicted()).isPositive();
    }

    @Test
    void aFragmentCutByTheCaptureCutsThePacket() {
        byte[] first = piece(DATAGRAM, 1, 0, 800);
        assertThat(decode(first, 14 + 20 + 500)).isEqualTo(Outcome.HELD);
        assertThat(decode(piece(DATAGRAM, 1, 800, DATAGRAM.length))).isEqualTo(Outcome.PACKET);
        assertThat(payload()).isEqualTo(Octets.of(DATAGRAM, 8, 500 - 8));
        assertThat(view.cut).isEqualTo(DATAGRAM.length - 500);
    }

    @Test
    void theFinishedPacketHasAHeaderWithoutTracesOfFragments() {
        decode(piece(DATAGRAM, 1, 800, DATAGRAM.length));
        decode(piece(DATAGRAM, 1, 0, 800));
        byte[] packet =
                Arrays.copyOfRange(view.array, view.ipOffset, view.ipOffset + view.ipLength);
        assertThat(packet).isEqualTo(ipv4(17, 1, 0, "", DATAGRAM));
    }
}
