// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.packet.LinkType;

/** Datagrams built by hand from what the encapsulations say. */
class EncapsulationTest {
    /** An ARP request. */
    private static final String FRAME =
            "ffffffffffff 020000000001 0806 0001 0800 0604 0001"
                    + "020000000001 c0000201 000000000000 c0000202";

    private final MirroredFrame frame = new MirroredFrame();

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Looks behind some bytes that do not belong to the datagram, with others behind it. */
    private Finding find(Encapsulation encapsulation, byte[] datagram) {
        byte[] array = new byte[datagram.length + 40];
        Arrays.fill(array, (byte) 1);
        System.arraycopy(datagram, 0, array, 17, datagram.length);
        Finding found = encapsulation.find(array, 17, 17 + datagram.length, frame);
        if (found == Finding.FRAME) {
            assertThat(frame.at).isBetween(17, frame.end);
            assertThat(frame.end).isEqualTo(17 + datagram.length);
        }
        return found;
    }

    static Stream<Arguments> wrapped() {
        return Stream.of(
                Arguments.of(Encapsulation.TZSP, "01 00 0001 01", -1),
                Arguments.of(Encapsulation.TZSP, "01 01 0001 00 00 01", -1),
                Arguments.of(Encapsulation.TZSP, "01 00 0001 29 02 0009 3c 06 020000000009 01", -1),
                Arguments.of(Encapsulation.VXLAN, "08000000 00012300", -1),
                Arguments.of(Encapsulation.ERSPAN, "0000 88be", -1),
                Arguments.of(Encapsulation.ERSPAN, "0000 6558", -1),
                Arguments.of(Encapsulation.ERSPAN, "1000 88be 00000001 1064 1005 00000009", 100),
                Arguments.of(Encapsulation.ERSPAN, "1000 88be 00000001 1064 0005 00000009", -1),
                Arguments.of(
                        Encapsulation.ERSPAN,
                        "b000 88be 00000000 00000007 00000001 1064 0805 00000009",
                        100),
                Arguments.of(
                        Encapsulation.ERSPAN,
                        "1000 22eb 00000001 2064 0005 01020304 0000 0008",
                        -1),
                Arguments.of(
                        Encapsulation.ERSPAN,
                        "1000 22eb 00000001 2064 0005 01020304 0000 0009 0400000000000000",
                        -1));
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void theFrameIsFound(Encapsulation encapsulation, String header, int vlan) {
        byte[] datagram = hex(header + FRAME);
        assertThat(find(encapsulation, datagram)).isEqualTo(Finding.FRAME);
        int length = frame.end - frame.at;
        assertThat(Arrays.copyOfRange(datagram, frame.at - 17, datagram.length))
                .isEqualTo(hex(FRAME));
        assertThat(frame.originalLength).isEqualTo(length);
        assertThat(frame.linkType).isEqualTo(LinkType.ETHERNET);
        assertThat(frame.vlan).isEqualTo(vlan);
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void cutAnywhereItIsTheRestOfTheFrameOrMalformed(
            Encapsulation encapsulation, String header, int vlan) {
        byte[] datagram = hex(header + FRAME);
        int headerBytes = hex(header).length;
        for (int size = 0; size < datagram.length; size++) {
            Finding found = find(encapsulation, Arrays.copyOf(datagram, size));
            assertThat(found)
                    .isEqualTo(size < headerBytes + 14 ? Finding.MALFORMED : Finding.FRAME);
        }
    }

    @Test
    void aFrameThatWasCutSaysSo() {
        assertThat(find(Encapsulation.TZSP, hex("01 00 0001 29 02 05dc 01" + FRAME)))
                .isEqualTo(Finding.FRAME);
        assertThat(frame.originalLength).isEqualTo(1500);
        find(Encapsulation.ERSPAN, hex("1000 88be 00000001 1064 0405 00000009" + FRAME));
        assertThat(frame.originalLength).isGreaterThan(65_535);
        find(Encapsulation.ERSPAN, hex("1000 22eb 00000001 2064 0405 01020304 0000 0008" + FRAME));
        assertThat(frame.originalLength).isGreaterThan(65_535);
    }

    @Test
    void anIpPacketInErspanIsRawIp() {
        String packet = "45000014 00000000 40ff0000 c0000201 c0000202";
        assertThat(
                        find(
                                Encapsulation.ERSPAN,
                                hex("1000 22eb 00000001 2064 0005 01020304 0000 0808" + packet)))
                .isEqualTo(Finding.FRAME);
        assertThat(frame.linkType).isEqualTo(LinkType.RAW);
        assertThat(frame.originalLength).isEqualTo(20);
    }

    @Test
    void whatIsNoFrameIsToldApart() {
        // keep-alive
        assertThat(find(Encapsulation.TZSP, hex("01 04 0000 01"))).isEqualTo(Finding.NO_FRAME);
        // IEEE 802.11
        assertThat(find(Encapsulation.TZSP, hex("01 00 0012 01" + FRAME)))
                .isEqualTo(Finding.NOT_DECODED);
        assertThat(
                        find(
                                Encapsulation.ERSPAN,
                                hex("1000 22eb 00000001 2064 0005 01020304 0000 1008" + FRAME)))
                .isEqualTo(Finding.NOT_DECODED);
        for (String other :
                new String[] {"02 00 0001 01", "01 06 0001 01", "01 00 0001 29 02 0009"}) {
            assertThat(find(Encapsulation.TZSP, hex(other + FRAME.replace("01", "29"))))
                    .as(other)
                    .isEqualTo(Finding.MALFORMED);
        }
        assertThat(find(Encapsulation.VXLAN, hex("00000000 00012300" + FRAME)))
                .isEqualTo(Finding.MALFORMED);
        assertThat(find(Encapsulation.VXLAN, hex("0c000003 00012300" + FRAME)))
                .isEqualTo(Finding.MALFORMED);
        for (String other :
                new String[] {
                    "4000 88be",
                    "0001 88be",
                    "0000 0800",
                    "1000 88be 00000001 2064 0005 00000009",
                    "1000 22eb 00000001 1064 0005 01020304 0000 0008"
                }) {
            assertThat(find(Encapsulation.ERSPAN, hex(other + FRAME)))
                    .as(other)
                    .isEqualTo(Finding.MALFORMED);
        }
    }

    @Test
    void noBytesHarmIt() {
        Random random = new Random(20261128);
        for (int round = 0; round < 200_000; round++) {
            byte[] datagram = new byte[random.nextInt(60)];
            random.nextBytes(datagram);
            for (int i = 0; i < Math.min(4, datagram.length); i++) {
                // now and then as if it were one
                datagram[i] = random.nextBoolean() ? (byte) random.nextInt(2) : datagram[i];
            }
            for (Encapsulation encapsulation : Encapsulation.values()) {
                find(encapsulation, datagram);
            }
        }
    }
}
