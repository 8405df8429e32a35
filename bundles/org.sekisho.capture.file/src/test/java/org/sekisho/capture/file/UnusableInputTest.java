// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnusableInputTest {
    @TempDir Path folder;

    @Test
    void emptyMissingAndDirectoryAreSaidToBeSo() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pcap"));
        Path missing = folder.resolve("missing.pcap");

        assertThat(Reading.of(empty).message()).startsWith(empty + " is empty, expected was");
        assertThat(Reading.of(missing).message()).startsWith(missing + " does not exist");
        assertThat(Reading.of(folder).message()).startsWith(folder + " is a directory");
        assertThat(
                        Reading.of(
                                        new FileCaptures(
                                                        InputStream.nullInputStream(),
                                                        Reading.BOUNDS)
                                                .file("a\0b"))
                                .message())
                .contains("is no valid path");
    }

    @Test
    void packedNothingIsEmpty() {
        assertThat(Reading.of(Packing.gzip(new byte[0])).message()).contains("is empty");
        assertThat(Reading.of(Packing.zstd(new byte[0])).message()).contains("is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "Dear reader, 'is no capture: it starts with the text \"Dear\"; expected was'",
        "snoop...., is a snoop capture",
        "BZh91AY&SY, bzip2 -d",
        "PK\u0003\u0004......, zip archive",
        "'\u0001\u0002\u0003\u0004\u0005', it starts with the bytes 01 02 03 04",
        "abc, 'the text \"abc\"'",
    })
    void whatIsNoCaptureIsNamed(String content, String message) {
        Reading reading = Reading.of(content.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(reading.message()).startsWith("standard input is ").contains(message);
    }

    @Test
    void packedTwiceIsNamed() throws IOException {
        byte[] twice = Packing.gzip(Packing.zstd(PcapWriter.file(Frame.few())));

        assertThat(Reading.of(twice).message()).contains("is compressed twice");
    }

    @Test
    void whatFollowsGzipDataIsNotHidden() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] file = Packing.join(Packing.gzip(PcapWriter.file(frames)), new byte[] {1, 2, 3});

        Reading reading = Reading.of(file);

        assertThat(reading.frames()).isEqualTo(frames);
        assertThat(reading.message()).contains("what follows the gzip data is no gzip data");
    }

    @Test
    void wrongChecksumIsToldAfterTheFrames() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] file = Packing.gzip(PcapWriter.file(frames));
        file[file.length - 8] ^= 1;

        Reading reading = Reading.of(file);

        assertThat(reading.frames()).isEqualTo(frames);
        assertThat(reading.message()).contains("checksum or length is wrong");
    }

    @Test
    void standardInputCanBeGivenOnce() {
        FileCaptures captures = new FileCaptures(InputStream.nullInputStream(), Reading.BOUNDS);

        assertThat(Reading.of(captures.merged(List.of("-", "-"))).message())
                .contains("more than once");
    }

    @Test
    void boundsThatMakeNoSenseAreRefusedByName() {
        assertThatThrownBy(() -> new UnpackBounds(0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unpacked.bytes.max=0");
    }
}
