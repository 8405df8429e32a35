// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutOffCaptureTest {
    @Test
    void pcapGivesEveryFrameBeforeTheCutAndSaysWhere() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] whole = PcapWriter.file(frames);
        int[] ends = new int[frames.size() + 1];
        ends[0] = PcapWriter.HEADER;
        for (int i = 0; i < frames.size(); i++) {
            ends[i + 1] = ends[i] + PcapWriter.RECORD_HEADER + frames.get(i).bytes().length;
        }

        int complete = -1;
        for (int size = 0; size <= whole.length; size++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, size));
            if (complete < frames.size() && size == ends[complete + 1]) {
                complete++;
            }
            assertThat(reading.frames()).isEqualTo(frames.subList(0, Math.max(0, complete)));
            if (complete >= 0 && size == ends[complete]) {
                assertThat(reading.failure()).isNull();
            } else {
                long record = complete < 0 ? 0 : ends[complete];
                assertThat(reading.failure().offset()).as("cut at %d", size).isEqualTo(record);
                assertThat(reading.message())
                        .startsWith("standard input ")
                        .containsPattern(size < 4 ? "is empty|is no capture" : "is cut off");
            }
        }
    }

    @Test
    void pcapngGivesEveryFrameBeforeTheCut() throws IOException {
        List<Frame> frames = Frame.few();
        PcapngWriter writer = new PcapngWriter().section(ByteOrder.BIG_ENDIAN).describe(1, 0);
        int[] ends = new int[frames.size()];
        for (int i = 0; i < ends.length; i++) {
            writer.enhanced(0, frames.get(i).time() / 1000, frames.get(i));
            ends[i] = writer.size();
            writer.unknown(0x0bad, 40);
        }
        byte[] whole = writer.file();

        for (int size = 0; size < whole.length; size++) {
            Reading reading = Reading.of(Arrays.copyOf(whole, size));
            int cut = size;
            int complete = (int) Arrays.stream(ends).filter(end -> end <= cut).count();
            assertThat(reading.frames()).as("cut at %d", size).hasSize(complete);
            assertThat(reading.failure() == null || reading.failure().offset() < size || size < 4)
                    .isTrue();
        }
    }

    @Test
    void packedCapturesGiveWhatCouldBeUnpackedAndSayThatTheOffsetIsUnpacked() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] capture = PcapWriter.file(frames);
        for (byte[] whole : List.of(Packing.gzip(capture), Packing.zstd(capture))) {
            int most = 0;
            for (int size = 4; size < whole.length; size++) {
                Reading reading = Reading.of(Arrays.copyOf(whole, size));
                assertThat(reading.failure()).as("cut at %d", size).isNotNull();
                assertThat(reading.message()).contains("ends early");
                assertThat(reading.frames()).isEqualTo(frames.subList(0, reading.frames().size()));
                assertThat(reading.frames().size()).isGreaterThanOrEqualTo(most);
                most = reading.frames().size();
                assertThat(reading.message()).contains("of the unpacked data");
            }
            // zstd gives a block as a whole, so that of a small file all is lost
            assertThat(most).isEqualTo(InputKind.isGzip(whole) ? frames.size() : 0);
        }
    }

    @Test
    void everyWrongByteEndsInFramesOrInAnExplanation() throws IOException {
        List<Frame> frames = Frame.few();
        PcapngWriter writer = new PcapngWriter().section(ByteOrder.LITTLE_ENDIAN).describe(1, 0);
        frames.forEach(frame -> writer.enhanced(0, frame.time() / 1000, frame));
        byte[] plain = PcapWriter.file(frames);
        for (byte[] whole :
                List.of(plain, writer.file(), Packing.gzip(plain), Packing.zstd(plain))) {
            for (int at = 0; at < whole.length; at++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << at % 8);
                Reading reading = Reading.of(damaged);
                if (reading.failure() != null) {
                    assertThat(reading.message()).startsWith("standard input");
                }
            }
        }
    }
}
