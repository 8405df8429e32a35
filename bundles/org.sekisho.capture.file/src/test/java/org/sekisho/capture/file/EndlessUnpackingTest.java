// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndlessUnpackingTest {
    /** A valid capture of four million bytes that packs into very few. */
    private static byte[] bomb() {
        PcapngWriter writer =
                new PcapngWriter().section(java.nio.ByteOrder.LITTLE_ENDIAN).describe(1, 0);
        for (int i = 0; i < 64; i++) {
            writer.enhanced(0, i, 65000, 65000, new byte[65000]);
        }
        return writer.file();
    }

    static Stream<byte[]> bombs() {
        return Stream.of(Packing.gzip(bomb()), Packing.zstd(bomb()));
    }

    private static Reading read(byte[] packed, UnpackBounds bounds) {
        return Reading.of(new FileCaptures(new ByteArrayInputStream(packed), bounds).file("-"));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void unpackingEndsAtTheBoundOnBytes(byte[] packed) {
        Reading reading = read(packed, new UnpackBounds(1_000_000, Long.MAX_VALUE, 0));

        assertThat(reading.frames()).hasSizeBetween(14, 17);
        assertThat(reading.message()).contains("more than 1000000 bytes", "unpacked.bytes.max");
        assertThat(reading.failure().offset()).isBetween(1_000_000L, 1_000_000L + (1 << 20));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void unpackingEndsAtTheBoundOnTheRatio(byte[] packed) {
        Reading reading = read(packed, new UnpackBounds(Long.MAX_VALUE, 100, 1 << 20));

        assertThat(reading.frames()).isNotEmpty().hasSizeLessThan(64);
        assertThat(reading.message()).contains("more than 100 times", "unpack.ratio.max");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void honestBoundsLetItPass(byte[] packed) {
        Reading reading = read(packed, new UnpackBounds(1L << 40, 250, 256 << 20));

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).hasSize(64);
    }

    @Test
    void zstdFrameThatAsksForAWindowOfGigabytesIsRefused() {
        // RFC 8878 §3.1.1.1: no content size, window descriptor 0xa8 = 2 GiB, one raw block
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xa8, 0x01, 0x00, 0x00};

        assertThat(Reading.of(frame).message()).contains("needs too much memory");
    }
}
