// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedCapturesTest {
    @TempDir Path folder;

    private Path file(String name, List<Frame> frames) throws IOException {
        return Files.write(folder.resolve(name), PcapWriter.file(frames));
    }

    @Test
    void framesOfPartsComeInTheOrderOfTheWhole() throws IOException {
        List<Frame> whole = Frame.read(Frame.captures().get(Frame.captures().size() - 1));
        List<List<Frame>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Frame> ordered = new ArrayList<>();
        for (int i = 0; i < whole.size(); i++) {
            Frame frame = whole.get(i).at(whole.get(0).time() + i * 1_000_000L);
            ordered.add(frame);
            parts.get(i * 7 % 11 % 3).add(frame);
        }

        Reading reading =
                Reading.of(
                        file("a", parts.get(0)), file("b", parts.get(1)), file("c", parts.get(2)));

        assertThat(reading.failure()).isNull();
        assertThat(reading.frames()).isEqualTo(ordered);
        assertThat(reading.statistics().frames()).isEqualTo(ordered.size());
        assertThat(reading.statistics().position()).isEqualTo(reading.statistics().total());
    }

    @Test
    void tiesComeInTheOrderOfTheList() throws IOException {
        List<Frame> frames = Frame.few();
        Frame one = frames.get(0);
        Frame other = frames.get(1).at(one.time());

        Path a = file("a", List.of(one, one));
        Path b = file("b", List.of(other, other));

        assertThat(Reading.of(a, b).frames()).containsExactly(one, one, other, other);
        assertThat(Reading.of(b, a).frames()).containsExactly(other, other, one, one);
    }

    @Test
    void damageInOneFileIsToldAfterTheFramesOfAll() throws IOException {
        List<Frame> frames = Frame.few();
        byte[] bytes = PcapWriter.file(frames.subList(0, 2));
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 1));
        Path good = file("good", frames.subList(2, frames.size()));

        Reading reading = Reading.of(cut, good);

        assertThat(reading.frames()).hasSize(frames.size() - 1);
        assertThat(reading.message()).startsWith(cut + " is cut off");
    }

    @Test
    void fileThatCantBeOpenedStopsTheMerge() throws IOException {
        Path missing = folder.resolve("missing");

        Reading reading = Reading.of(file("good", Frame.few()), missing);

        assertThat(reading.frames()).isEmpty();
        assertThat(reading.message()).startsWith(missing + " does not exist");
    }
}
