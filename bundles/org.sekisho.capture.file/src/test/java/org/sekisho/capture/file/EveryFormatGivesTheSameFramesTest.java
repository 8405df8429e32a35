// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.capture.CaptureException;

class EveryFormatGivesTheSameFramesTest {
    private static final int MOST_FRAMES = 500;

    @TempDir Path folder;

    static Stream<Arguments> variants() throws IOException {
        return Frame.captures().stream()
                .limit(4)
                .flatMap(EveryFormatGivesTheSameFramesTest::variantsOf);
    }

    private static Stream<Arguments> variantsOf(Path capture) {
        List<Frame> frames;
        try {
            List<Frame> all = Frame.read(capture);
            frames = all.subList(0, Math.min(MOST_FRAMES, all.size()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        String name = capture.getFileName() + " as ";
        return variantsOf(frames).entrySet().stream()
                .map(
                        entry ->
                                Arguments.of(
                                        Named.of(name + entry.getKey(), entry.getValue()), frames));
    }

    private static Map<String, byte[]> variantsOf(List<Frame> frames) {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        ByteOrder big = ByteOrder.BIG_ENDIAN;
        Map<String, byte[]> variants = new LinkedHashMap<>();
        variants.put("pcap", PcapWriter.file(little, false, frames));
        variants.put("pcap big-endian", PcapWriter.file(big, false, frames));
        variants.put("pcap ns", PcapWriter.file(little, true, frames));
        variants.put("pcap ns big-endian", PcapWriter.file(big, true, frames));
        variants.put("pcapng", twoInterfaces(little, frames));
        variants.put("pcapng big-endian", twoInterfaces(big, frames));
        variants.put("pcapng sections", sections(frames));
        variants.put("gzip", Packing.gzip(variants.get("pcap")));
        variants.put("zstd", Packing.zstd(variants.get("pcap ns")));
        variants.put("gzip pcapng", Packing.gzip(variants.get("pcapng sections")));
        byte[] whole = variants.get("pcap");
        byte[] start = Arrays.copyOf(whole, whole.length / 3);
        byte[] rest = Packing.from(whole, start.length);
        variants.put(
                "gzip members",
                Packing.join(
                        Packing.gzip(start),
                        Packing.gzip(new byte[0]),
                        Packing.gzip(rest),
                        new byte[512]));
        variants.put("zstd frames", Packing.join(Packing.zstd(start), Packing.zstd(rest)));
        return variants;
    }

    /** Interface 1 counts nanoseconds since 2000, interface 0 microseconds since 1970. */
    private static byte[] twoInterfaces(ByteOrder order, List<Frame> frames) {
        long shift = 946_684_800;
        int linkType = frames.get(0).linkType();
        PcapngWriter writer = new PcapngWriter().section(order).describe(linkType, 262144);
        writer.describe(linkType, 0, 9, shift);
        boolean first = true;
        for (Frame frame : frames) {
            if (first) {
                writer.enhanced(0, frame.time() / 1000, frame);
            } else {
                writer.enhanced(1, frame.time() - shift * 1_000_000_000, frame);
            }
            first = !first;
        }
        return writer.file();
    }

    /** Sections of both byte orders, all kinds of blocks between the frames. */
    private static byte[] sections(List<Frame> frames) {
        PcapngWriter writer = new PcapngWriter();
        int linkType = frames.get(0).linkType();
        for (int i = 0; i < frames.size(); i++) {
            if (i % 7 == 0) {
                boolean even = i % 14 == 0;
                writer.section(even ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                writer.describe(linkType, 262144, even ? 6 : 8, 0);
            }
            long hundredths = i / 7 % 2 == 0 ? 1000 : 10;
            if (i % 3 == 0) {
                writer.obsolete(0, frames.get(i).time() / hundredths, frames.get(i));
            } else {
                writer.enhanced(0, frames.get(i).time() / hundredths, frames.get(i));
            }
            writer.unknown(0x0bad, i * 4);
        }
        return writer.file();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void readFromStandardInput(byte[] capture, List<Frame> frames) {
        Reading reading = Reading.of(capture);

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).isEqualTo(frames);
        assertThat(reading.statistics().frames()).isEqualTo(frames.size());
        assertThat(reading.statistics().bytes())
                .isEqualTo(frames.stream().mapToLong(frame -> frame.bytes().length).sum());
        assertThat(reading.statistics().position()).isEqualTo(capture.length);
        assertThat(reading.statistics().total()).isEqualTo(-1);
        assertThat(reading.statistics().skipped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void readFromAPipeThatGivesFewBytesAtATime(byte[] capture, List<Frame> frames) {
        Reading reading = Reading.of(new Trickle(capture, 1 + capture.length % 97));

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).isEqualTo(frames);
    }

    @Test
    void contentDecidesWhateverTheNameSays() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] capture = PcapWriter.file(frames);
        Path plain = Files.write(folder.resolve("plain.pcapng.gz"), capture);
        Path packed = Files.write(folder.resolve("packed.pcap"), Packing.zstd(capture));

        for (Path file : List.of(plain, packed)) {
            Reading reading = Reading.of(file);
            assertThat(reading.failure()).isNull();
            assertThat(reading.frames()).isEqualTo(frames);
            assertThat(reading.statistics().total()).isEqualTo(Files.size(file));
            assertThat(reading.statistics().position()).isEqualTo(Files.size(file));
        }
    }

    @Test
    void framesOfAFileLargerThanTheBufferStraddleItsEnd() throws IOException {
        List<Frame> all = Frame.read(Frame.captures().get(Frame.captures().size() - 1));
        List<Frame> frames = new java.util.ArrayList<>();
        while (frames.stream().mapToInt(frame -> frame.bytes().length).sum()
                < 3 * ByteSupply.SIZE) {
            frames.addAll(all);
        }

        assertThat(Reading.of(PcapWriter.file(frames)).frames()).isEqualTo(frames);
        assertThat(Reading.of(twoInterfaces(ByteOrder.BIG_ENDIAN, frames)).frames())
                .isEqualTo(frames);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 64, 1000})
    void bufferGrowsForARecordThatNeedsIt(int size) throws IOException, CaptureException {
        List<Frame> frames = Frame.few();
        for (byte[] capture :
                List.of(PcapWriter.file(frames), twoInterfaces(ByteOrder.LITTLE_ENDIAN, frames))) {
            InputStream input = new ByteArrayInputStream(capture);
            FileQueue queue = new FileQueue(CaptureInput.open("-", input, Reading.BOUNDS), size);
            assertThat(Reading.of(queue)).isEqualTo(frames);
        }
    }

    @Test
    void gzipHeaderWithEveryOptionalFieldIsSteppedOver() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] packed = Packing.gzip(PcapWriter.file(frames));
        // RFC 1952 §2.3: FHCRC, FEXTRA, FNAME, FCOMMENT
        byte[] header = {0x1f, (byte) 0x8b, 8, 0x1e, 1, 2, 3, 4, 0, 3, 2, 0, 'x', 'y'};
        byte[] texts = {'n', 0, 'c', 'o', 0, 77, 77};

        Reading reading = Reading.of(Packing.join(header, texts, Packing.from(packed, 10)));

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).isEqualTo(frames);
    }

    /** A pipe whose writer is slow. */
    private static final class Trickle extends InputStream {
        private final ByteArrayInputStream bytes;
        private final int most;

        Trickle(byte[] bytes, int most) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.most = most;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, Math.min(most, length));
        }
    }
}
