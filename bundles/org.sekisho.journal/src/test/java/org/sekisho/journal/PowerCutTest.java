// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.event.Event;

/**
 * Whatever a power cut or a kill left of the files, what is whole is shown and the rest cut off.
 */
@Tag("long")
class PowerCutTest {
    private static final Settings SMALL = Settings.defaults().with("max_disk_bytes", 4L << 20);
    private static final List<Event> EVENTS =
            LongStream.range(0, 16).mapToObj(Events::some).toList();

    @TempDir private Path home;

    private static DiskJournal open(Path place) {
        return new DiskJournal(place, SMALL.make(), Events.CLASSES);
    }

    private static List<Path> segments(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
        }
    }

    /** The file as it is while it is written, and its name. */
    private Path unfinished(Path place) throws IOException {
        DiskJournal journal = open(place);
        EVENTS.forEach(journal::record);
        journal.keeper().keepNow();
        Path copy = home.resolve(segments(place).get(0).getFileName());
        Files.copy(segments(place).get(0), copy);
        journal.stop();
        return copy;
    }

    /** Opens what is left of the file for each length of its tail, and goes on recording. */
    private void cutAtEachByte(int tail, UnaryOperator<byte[]> rest) throws IOException {
        Path file = unfinished(home.resolve("first"));
        byte[] whole = Files.readAllBytes(file);
        int shownBefore = 0;
        for (int length = whole.length - tail; length <= whole.length; length++) {
            Path place = home.resolve("cut" + length + "/journal");
            Files.createDirectories(place);
            byte[] cut = Arrays.copyOf(whole, length);
            byte[] after = rest.apply(new byte[whole.length - length]);
            byte[] left = Arrays.copyOf(cut, length + after.length);
            System.arraycopy(after, 0, left, length, after.length);
            Files.write(place.resolve(file.getFileName().toString()), left);
            DiskJournal journal = open(place);
            List<Event> shown = Events.shown(journal);
            assertThat(shown).as("cut at %d", length).isEqualTo(EVENTS.subList(0, shown.size()));
            assertThat(shown.size()).isGreaterThanOrEqualTo(shownBefore);
            shownBefore = shown.size();
            Event next = Events.some(1000);
            journal.record(next);
            journal.stop();
            DiskJournal again = open(place);
            assertThat(Events.shown(again)).hasSize(shown.size() + 1).endsWith(next);
            assertThat(again.ring().damaged()).as("cut at %d", length).isZero();
            again.stop();
        }
        assertThat(shownBefore).isEqualTo(EVENTS.size());
    }

    @Test
    void aFileThatEndsAtAnyByteIsCutOffThere() throws IOException {
        cutAtEachByte(400, missing -> new byte[0]);
    }

    @Test
    void aFileOfWhichTheRestIsZerosIsCutOffThere() throws IOException {
        cutAtEachByte(120, missing -> missing);
    }

    @Test
    void aFileOfWhichTheRestIsGarbageIsCutOffThere() throws IOException {
        Random random = new Random(20261128);
        cutAtEachByte(
                120,
                missing -> {
                    random.nextBytes(missing);
                    return missing;
                });
    }

    /** What people send may look like anything, and a power cut may end a file within it. */
    @Test
    void anEndThatLooksLikeASummaryIsNotBelieved() throws IOException {
        Path file = unfinished(home.resolve("first"));
        byte[] whole = Files.readAllBytes(file);
        Contents lie = new Contents();
        lie.add("a.Type", 1, Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE);
        ByteWriter summary = new ByteWriter(Frames.MOST);
        lie.write(summary);
        byte[] forged =
                Arrays.copyOf(
                        whole,
                        whole.length + Frames.HEADER + summary.length() + Segment.TRAILER_SPACE);
        int end = Frames.write(forged, whole.length, 0, summary.array(), summary.length());
        Segment.writeTrailer(forged, end, whole.length);
        Path place = home.resolve("forged/journal");
        Files.createDirectories(place);
        Files.write(place.resolve(file.getFileName().toString()), forged);
        DiskJournal journal = open(place);
        assertThat(journal.ring().lastFrame()).isLessThan(Long.MAX_VALUE);
        assertThat(Events.shown(journal)).isEqualTo(EVENTS);
        journal.stop();
    }

    @Test
    void aKillBetweenTheStepsOfMakingRoomNeitherDoublesNorLosesAnything() throws IOException {
        Path place = home.resolve("data/journal");
        DiskJournal journal = open(place);
        Path before = home.resolve("before");
        long frame = 0;
        while (journal.keeper().bytesRewritten() == 0) {
            // the state before the step that is about to come
            copy(place, before);
            for (int i = 0; i < 50; i++) {
                frame++;
                journal.record(Events.started(frame % 5 == 0 ? frame : frame + 100_000, frame));
                if (frame % 5 != 0) {
                    journal.record(Events.ended(frame + 100_000, frame));
                }
            }
            journal.keeper().keepNow();
        }
        List<Event> after = Events.shown(journal);
        journal.stop();
        // killed when the new segment was in its place and those it stands for not yet deleted
        for (Path file : segments(before)) {
            Path there = place.resolve(file.getFileName().toString());
            if (!Files.exists(there)) {
                Files.copy(file, there);
            }
        }
        Files.writeString(place.resolve("0000000000000001.segment.half"), "not finished");
        DiskJournal next = open(place);
        assertThat(Events.shown(next)).isEqualTo(after);
        assertThat(next.ring().damaged()).isZero();
        assertThat(place.resolve("0000000000000001.segment.half")).doesNotExist();
        next.stop();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path old : segments(to)) {
            Files.delete(old);
        }
        for (Path file : segments(from)) {
            Files.copy(file, to.resolve(file.getFileName().toString()));
        }
    }

    @Test
    void aFolderThatVanishesIsMadeAnewAndRecordingGoesOn() throws IOException {
        Path place = home.resolve("data/journal");
        DiskJournal journal = open(place);
        EVENTS.forEach(journal::record);
        journal.keeper().keepNow();
        Files.move(place, home.resolve("elsewhere"));
        journal.record(Events.some(100));
        journal.keeper().keepNow();
        assertThat(journal.safeUpTo()).isEqualTo(Long.MAX_VALUE);
        assertThat(segments(place)).hasSize(1);
        // memory still held the segment that was being filled
        assertThat(Events.shown(journal)).hasSize(17).endsWith(Events.some(100));
        journal.stop();
        DiskJournal next = open(place);
        assertThat(Events.shown(next)).hasSize(17).endsWith(Events.some(100));
        next.stop();
    }

    @Test
    void aFileThatSomebodyDeletesIsWrittenAnew() throws IOException {
        Path place = home.resolve("data/journal");
        DiskJournal journal = open(place);
        EVENTS.forEach(journal::record);
        journal.keeper().keepNow();
        Files.delete(segments(place).get(0));
        journal.record(Events.some(100));
        journal.keeper().keepNow();
        journal.stop();
        DiskJournal next = open(place);
        assertThat(Events.shown(next)).hasSize(17);
        next.stop();
    }
}
