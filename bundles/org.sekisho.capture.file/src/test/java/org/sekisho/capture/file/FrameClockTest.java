// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameClockTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L * SECOND;
    private static final long DAY = 86_400 * SECOND;

    private static Reading read(long... offsets) {
        PcapWriter writer = new PcapWriter(ByteOrder.LITTLE_ENDIAN, true, 65535, 1);
        for (long offset : offsets) {
            writer.record(START + offset, 60, 60, new byte[60]);
        }
        return Reading.of(writer.file());
    }

    private static List<Long> offsets(Reading reading) {
        return reading.frames().stream().map(frame -> frame.time() - START).toList();
    }

    private static List<Long> given(long... offsets) {
        return LongStream.of(offsets).boxed().toList();
    }

    @Test
    void stepsBackAndRepeatsArePassedOn() {
        Reading reading = read(0, 5, 5, -3 * DAY, 6, -START, 7);

        assertThat(offsets(reading)).isEqualTo(given(0, 5, 5, -3 * DAY, 6, -START, 7));
        assertThat(reading.statistics().skipped()).isEmpty();
    }

    @Test
    void oneTimeStampFarAheadMovesNothingAndIsCounted() {
        Reading reading = read(0, 1, 40 * 365 * DAY, 2, DAY + 3, 4, 30 * DAY, 5);

        assertThat(offsets(reading)).isEqualTo(given(0, 1, 1, 2, 2, 4, 4, 5));
        assertThat(reading.statistics().skipped()).hasSize(1).containsValue(3L);
    }

    @Test
    void jumpThatSeveralFramesAgreeOnIsBelieved() {
        Reading reading = read(0, 1, 9 * DAY, 9 * DAY + 1, 9 * DAY + 2, 9 * DAY + 3);

        assertThat(offsets(reading)).isEqualTo(given(0, 1, 1, 1, 9 * DAY + 2, 9 * DAY + 3));
    }

    @Test
    void captureWithDaysBetweenItsFramesIsNotStuck() {
        Reading reading = read(0, 2 * DAY, 4 * DAY, 6 * DAY, 6 * DAY + 1);

        assertThat(offsets(reading)).isEqualTo(given(0, 0, 0, 6 * DAY, 6 * DAY + 1));
    }

    @Test
    void firstFrameFarAheadDoesNotStopTheClock() {
        Reading reading = read(40 * 365 * DAY, 1, 2, 3);

        assertThat(offsets(reading)).isEqualTo(given(1, 1, 2, 3));
    }

    @Test
    void fractionOfMoreThanASecondIsNoTime() {
        PcapWriter writer = new PcapWriter(ByteOrder.LITTLE_ENDIAN, false, 65535, 1);
        writer.record(1000, 1, 60, 60, new byte[60]);
        writer.record(1000, 1_000_000, 60, 60, new byte[60]);
        writer.record(1000, -1, 60, 60, new byte[60]);
        Reading reading = Reading.of(writer.file());

        assertThat(reading.frames()).extracting(Frame::time).containsOnly(1000 * SECOND + 1000);
        assertThat(reading.statistics().skipped()).hasSize(1).containsValue(2L);
    }

    @ParameterizedTest
    @CsvSource({
        // unit as in if_tsresol, stamp, offset in seconds, nanoseconds
        "0x00, 1700000000, 0, 1700000000000000000",
        "0x03, 1700000000123, 0, 1700000000123000000",
        "0x06, 1700000000123456, 0, 1700000000123456000",
        "0x06, 123456, 1700000000, 1700000000123456000",
        "0x09, 1700000000123456789, -10, 1699999990123456789",
        "0x0c, 1700000000123456789, 0, 1700000000123456",
        "0x7f, -1, 0, 0",
        "0x80, 1700000000, 0, 1700000000000000000",
        "0x81, 3, 0, 1500000000",
        "0xa0, 4294967297, 0, 1000000000",
        "0xa0, 6442450944, 5, 6500000000",
        "0xbf, -1, 0, 1999999999",
        "0xc0, -9223372036854775808, 0, 500000000",
        "0xff, -1, 0, 0",
        // after 2262, before 1970, an offset that would overflow
        "0x00, 9223372036854775807, 0, -9223372036854775808",
        "0x06, -1, 0, -9223372036854775808",
        "0x06, 1, -1, -9223372036854775808",
        "0x06, 1, 9223372036854775807, -9223372036854775808",
        "0x06, 1, -9223372036854775808, -9223372036854775808",
    })
    void unitAndOriginOfPcapngTimeStamps(String unit, long stamp, long offset, String nanos) {
        TimeResolution resolution =
                TimeResolution.MICROSECONDS.withUnit(Integer.decode(unit)).withOffset(offset);

        assertThat(resolution.nanos(stamp)).isEqualTo(Long.parseLong(nanos));
    }
}
