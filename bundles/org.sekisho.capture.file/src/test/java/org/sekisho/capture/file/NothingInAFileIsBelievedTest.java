// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.packet.LinkType;

class NothingInAFileIsBelievedTest {
    private static final int SNAP = 65535;

    private Frame first;
    private Frame second;

    @BeforeEach
    void twoFrames() throws IOException {
        List<Frame> frames = Frame.few();
        first = frames.get(0);
        second = frames.get(1);
    }

    private static PcapWriter pcap() {
        return new PcapWriter(ByteOrder.LITTLE_ENDIAN, false, SNAP, LinkType.ETHERNET);
    }

    private static PcapngWriter pcapng() {
        return new PcapngWriter()
                .section(ByteOrder.LITTLE_ENDIAN)
                .describe(LinkType.ETHERNET, SNAP);
    }

    private PcapngWriter enhanced(PcapngWriter writer, Frame frame) {
        return writer.enhanced(0, frame.time() / 1000, frame);
    }

    @Test
    void zeroLengthFramesAreLeftOutAndCounted() {
        PcapWriter pcap = pcap().frame(first).record(first.time(), 0, 60, new byte[0]);
        PcapngWriter pcapng = enhanced(pcapng(), first).enhanced(0, 0, 0, 60, new byte[0]);

        for (byte[] file : List.of(pcap.frame(second).file(), enhanced(pcapng, second).file())) {
            Reading reading = Reading.of(file);
            assertThat(reading.failure()).isNull();
            assertThat(reading.frames()).containsExactly(first, second);
            assertThat(reading.statistics().skipped())
                    .containsExactly(entry("frame of zero length", 1L));
        }
    }

    @Test
    void captureLengthOverOriginalLengthGivesTheBytesThatAreThere() {
        byte[] bytes = first.bytes();
        byte[] pcap = pcap().record(first.time(), bytes.length, 14, bytes).frame(second).file();
        PcapngWriter pcapng = pcapng().enhanced(0, first.time() / 1000, bytes.length, 14, bytes);
        Frame whole = new Frame(first.time(), bytes.length, first.linkType(), first.hex());

        for (byte[] file : List.of(pcap, enhanced(pcapng, second).file())) {
            Reading reading = Reading.of(file);
            assertThat(reading.failure()).isNull();
            assertThat(reading.frames()).containsExactly(whole, second);
        }
    }

    @Test
    void captureLengthOverSnapLengthAloneIsBelieved() {
        byte[] large = new byte[SNAP + 1];
        byte[] file = pcap().record(first.time(), large.length, large.length, large).file();

        Reading reading = Reading.of(file);

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames().get(0).bytes()).hasSize(SNAP + 1);
    }

    @Test
    void captureLengthOverSnapAndOriginalLengthEndsAPcapFile() {
        byte[] large = new byte[SNAP + 1];
        PcapWriter writer = pcap().frame(first);
        int damage = writer.size();

        Reading reading =
                Reading.of(writer.record(0, large.length, 60, large).frame(second).file());

        assertThat(reading.frames()).containsExactly(first);
        assertThat(reading.failure().offset()).isEqualTo(damage);
        assertThat(reading.message())
                .startsWith("standard input is damaged at byte " + damage + ": ")
                .contains("captured length of 65536", "snap length", "original length (60)");
    }

    @Test
    void captureLengthOverSnapAndOriginalLengthIsLeftOutOfPcapng() {
        byte[] large = new byte[SNAP + 1];
        PcapngWriter writer = enhanced(pcapng(), first).enhanced(0, 0, large.length, 60, large);

        Reading reading = Reading.of(enhanced(writer, second).file());

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).containsExactly(first, second);
        assertThat(reading.statistics().skipped()).containsValue(1L).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {(256 << 10) + 1, Integer.MAX_VALUE, -1})
    void lengthOver256KibAndSnapLengthEndsAPcapFile(int length) {
        PcapWriter writer = pcap().frame(first);
        int damage = writer.size();

        Reading reading = Reading.of(writer.record(0, length, length, new byte[4096]).file());

        assertThat(reading.frames()).containsExactly(first);
        assertThat(reading.failure().offset()).isEqualTo(damage);
        assertThat(reading.message()).contains("256 KiB", "snap length");
    }

    @Test
    void lengthOver256KibWithinTheSnapLengthIsSteppedOver() {
        byte[] huge = new byte[3 << 20];
        PcapWriter pcap = new PcapWriter(ByteOrder.BIG_ENDIAN, false, huge.length, 1).frame(first);
        pcap.record(0, huge.length, huge.length, huge);
        PcapngWriter pcapng =
                enhanced(pcapng(), first).enhanced(0, 0, huge.length, huge.length, huge);

        for (byte[] file : List.of(pcap.frame(second).file(), enhanced(pcapng, second).file())) {
            Reading reading = Reading.of(file);
            assertThat(reading.failure()).isNull();
            assertThat(reading.frames()).containsExactly(first, second);
            assertThat(reading.statistics().skipped())
                    .containsExactly(entry("frame of more than 256 KiB", 1L));
        }
    }

    @Test
    void upperBitsOfTheLinkTypeTellOfAChecksumAndNothingElse() {
        int withFcs = 0x44000000 | LinkType.ETHERNET;
        byte[] file =
                new PcapWriter(ByteOrder.LITTLE_ENDIAN, false, SNAP, withFcs).frame(first).file();

        assertThat(Reading.of(file).frames()).containsExactly(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {105, 119, 127, 163})
    void wirelessCapturesAreRefusedWithTheWayOut(int linkType) {
        byte[] pcap = new PcapWriter(ByteOrder.LITTLE_ENDIAN, false, SNAP, linkType).file();
        PcapngWriter pcapng =
                new PcapngWriter().section(ByteOrder.BIG_ENDIAN).describe(linkType, 0);

        for (byte[] file : List.of(pcap, enhanced(pcapng, first).file())) {
            assertThat(Reading.of(file).message())
                    .contains("link type " + linkType + " (IEEE 802.11", "without monitor mode");
        }
    }

    @Test
    void unknownLinkTypesAreRefusedWithWhatIsDecoded() {
        byte[] file = new PcapWriter(ByteOrder.LITTLE_ENDIAN, false, SNAP, 147).file();

        assertThat(Reading.of(file).message())
                .contains("link type 147 (unknown) is not decoded", "Ethernet (1)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 14, 101, 108, 113, 228, 229, 276})
    void decodedLinkTypesArePassedOn(int linkType) {
        byte[] file =
                new PcapWriter(ByteOrder.LITTLE_ENDIAN, false, SNAP, linkType).frame(first).file();

        assertThat(Reading.of(file).frames()).extracting(Frame::linkType).containsExactly(linkType);
    }

    @Test
    void interfaceWithAnotherLinkTypeIsLeftOutBesideOneThatIsDecoded() {
        PcapngWriter writer = pcapng().describe(LinkType.IEEE802_11, 0);
        enhanced(writer.enhanced(1, 0, first), second);

        Reading reading = Reading.of(writer.file());

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).containsExactly(second);
        assertThat(reading.statistics().skipped()).hasSize(1).containsValue(1L);
    }

    @Test
    void packetOfAnInterfaceNeverDeclaredIsLeftOut() {
        PcapngWriter writer = pcapng().enhanced(1, 0, first).enhanced(-1, 0, first);
        enhanced(writer, second).obsolete(0xffff, 0, first);

        Reading reading = Reading.of(writer.file());

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).containsExactly(second);
        assertThat(reading.statistics().skipped())
                .containsExactly(entry("interface number never declared", 3L));
    }

    @Test
    void newSectionForgetsInterfaces() {
        PcapngWriter writer = enhanced(pcapng(), first).section(ByteOrder.BIG_ENDIAN);

        Reading reading = Reading.of(enhanced(writer, second).file());

        assertThat(reading.frames()).containsExactly(first);
        assertThat(reading.statistics().skipped()).containsKey("interface number never declared");
    }

    @Test
    void captureLengthOverItsBlockIsLeftOut() {
        PcapngWriter writer = pcapng().enhanced(0, 0, 2000, 2000, new byte[60]);
        writer.enhanced(0, 0, -1, -1, new byte[60]);

        Reading reading = Reading.of(enhanced(writer, second).file());

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).containsExactly(second);
        assertThat(reading.statistics().skipped())
                .containsExactly(entry("captured length over the length of its block", 2L));
    }

    @Test
    void simplePacketsEndAtTheSnapLengthAndHaveTheRunningTime() {
        byte[] bytes = first.bytes();
        PcapngWriter writer = new PcapngWriter().section(ByteOrder.LITTLE_ENDIAN).describe(1, 20);
        writer.enhanced(0, first.time() / 1000, first);
        writer.simple(bytes.length, java.util.Arrays.copyOf(bytes, 20));

        Reading reading = Reading.of(writer.file());

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames())
                .containsExactly(
                        first,
                        new Frame(first.time(), bytes.length, 1, first.hex().substring(0, 40)));
    }

    @Test
    void unequalBlockLengthsEndTheFile() {
        PcapngWriter writer = enhanced(pcapng(), first);
        int damage = writer.size();

        for (int type : new int[] {0x0bad, 6}) {
            PcapngWriter damaged = enhanced(pcapng(), first);
            damaged.raw(type, 32, 0, 0, 0, 0, 0, 36);
            Reading reading = Reading.of(enhanced(damaged, second).file());
            assertThat(reading.frames()).containsExactly(first);
            assertThat(reading.failure().offset()).isEqualTo(damage);
            assertThat(reading.message()).contains("32 bytes in front and 36 behind");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 11, 33, -1})
    void impossibleBlockLengthEndsTheFile(int length) {
        PcapngWriter writer = enhanced(pcapng(), first);
        int damage = writer.size();

        Reading reading = Reading.of(writer.raw(6, length, 0, 0, 0).file());

        assertThat(reading.frames()).containsExactly(first);
        assertThat(reading.failure().offset()).isEqualTo(damage);
        assertThat(reading.message()).contains("impossible");
    }

    @Test
    void sectionWithoutByteOrderMarkAndUnknownVersionsAreNamed() {
        byte[] noMark = new PcapngWriter().raw(0x0a0d0d0a, 28, 1, 2, 3, 4, 28).file();
        byte[] version = pcapng().file();
        version[12] = 9;
        byte[] pcapVersion = pcap().file();
        pcapVersion[4] = 9;

        assertThat(Reading.of(noMark).message()).contains("byte-order mark");
        assertThat(Reading.of(version).message()).contains("pcapng version 9.0 is unknown");
        assertThat(Reading.of(pcapVersion).message()).contains("pcap version 9.4 is unknown");
    }
}
