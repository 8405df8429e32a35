// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;

class DiskJournalTest {
    private static final Settings SMALL = Settings.defaults().with("max_disk_bytes", 4L << 20);

    @TempDir private Path home;

    private Path place() {
        return home.resolve("data/journal");
    }

    private DiskJournal open(Settings settings) {
        return new DiskJournal(place(), settings.make(), Events.CLASSES);
    }

    private static List<Event> events(long from, long to) {
        return LongStream.range(from, to).mapToObj(Events::some).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(place())) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatWasRecordedIsShownAgainAlsoAfterARestart() {
        List<Event> events = events(1, 3000);
        DiskJournal first = open(Settings.defaults());
        events.forEach(first::record);
        assertThat(Events.shown(first)).isEqualTo(events);
        first.stop();
        DiskJournal second = open(Settings.defaults());
        assertThat(Events.shown(second)).isEqualTo(events);
        assertThat(second.lastFrame()).isEqualTo(2999);
        assertThat(second.ring().damaged()).isZero();
        List<Event> more = events(3000, 3100);
        more.forEach(second::record);
        assertThat(Events.shown(second)).hasSize(3099).endsWith(more.get(99));
        second.stop();
    }

    @Test
    void aReaderGoesOnWithWhatIsRecordedLater() {
        DiskJournal journal = open(SMALL);
        EventJournal.Reader reader = journal.reader();
        assertThat(reader.next()).isNull();
        for (int round = 0; round < 40; round++) {
            List<Event> events = events(round * 200, round * 200 + 200);
            events.forEach(journal::record);
            assertThat(Events.rest(reader)).isEqualTo(events);
        }
        journal.stop();
    }

    @Test
    void aReaderOnAnotherThreadMeetsEveryEventOnceAndInOrder() {
        DiskJournal journal = open(Settings.defaults());
        int count = 30_000;
        CompletableFuture<List<Event>> read =
                CompletableFuture.supplyAsync(
                        () -> {
                            List<Event> all = new java.util.ArrayList<>();
                            try (EventJournal.Reader reader = journal.reader()) {
                                while (all.size() < count) {
                                    all.addAll(Events.rest(reader));
                                }
                            }
                            return all;
                        });
        events(0, count).forEach(journal::record);
        assertThat(read.join()).isEqualTo(events(0, count));
        journal.stop();
    }

    @Test
    void whatIsSaidToBeSafeIsShownByWhoeverOpensTheFilesNext() throws IOException {
        DiskJournal journal = open(SMALL);
        assertThat(journal.safeUpTo()).isEqualTo(Long.MAX_VALUE);
        journal.record(Events.some(1));
        journal.record(Events.some(2));
        await().until(() -> journal.safeUpTo() == Long.MAX_VALUE);
        Path copy = home.resolve("copy");
        Files.createDirectory(copy);
        for (Path file : files()) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        DiskJournal next = new DiskJournal(copy, SMALL.make(), Events.CLASSES);
        assertThat(Events.shown(next)).containsExactly(Events.some(1), Events.some(2));
        next.stop();
        journal.stop();
    }

    @Test
    void nothingIsSaidToBeSafeThatCanNotBeWritten() throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(place(), "a file where the folder should be");
        DiskJournal journal = open(SMALL);
        journal.record(Events.some(5));
        journal.keeper().keepNow();
        assertThat(journal.safeUpTo()).isZero();
        journal.stop();
    }

    @Test
    void filesNeverTakeMoreThanTheBound() throws IOException {
        DiskJournal journal = open(SMALL);
        for (int round = 0; round < 30; round++) {
            events(round * 5000, round * 5000 + 5000).forEach(journal::record);
            journal.keeper().keepNow();
            long bytes = 0;
            for (Path file : files()) {
                bytes += Files.size(file);
            }
            assertThat(bytes).isLessThanOrEqualTo(4L << 20);
        }
        assertThat(journal.forgotten()).isPositive();
        assertThat(Events.shown(journal)).endsWith(Events.some(149_999));
        assertThat(journal.forgotten() + journal.ring().events()).isEqualTo(150_000);
        journal.stop();
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        DiskJournal journal = open(SMALL);
        journal.record(Events.some(1));
        journal.keeper().keepNow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place())))
                .isEqualTo("rwx------");
        for (Path file : files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        journal.stop();
    }

    @Test
    void switchedOffItDeletesWhatWasStoredAndKeepsNothing() throws IOException {
        DiskJournal first = open(SMALL);
        events(0, 5000).forEach(first::record);
        first.stop();
        DiskJournal off = open(SMALL.with("enabled", false));
        off.record(Events.some(1));
        assertThat(Events.shown(off)).isEmpty();
        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("lock");
        off.stop();
    }

    @Test
    void shortenedItDropsWhatIsBeyondAtOnceAndKeepsTheNewest() throws IOException {
        DiskJournal first = open(Settings.defaults().with("max_disk_bytes", 16L << 20));
        events(0, 90_000).forEach(first::record);
        first.stop();
        DiskJournal shorter = open(SMALL);
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isBetween(3L << 20, 4L << 20);
        assertThat(Events.shown(shorter)).hasSizeGreaterThan(5000).endsWith(Events.some(89_999));
        shorter.stop();
    }

    @Test
    void clearedItShowsNothingAlsoToAReaderInTheMiddle() throws IOException {
        DiskJournal journal = open(SMALL);
        events(0, 5000).forEach(journal::record);
        EventJournal.Reader reader = journal.reader();
        assertThat(reader.next()).isEqualTo(Events.some(0));
        assertThat(journal.clear()).isEqualTo(5000);
        assertThat(reader.next()).isNull();
        journal.record(Events.some(5000));
        assertThat(reader.next()).isEqualTo(Events.some(5000));
        journal.stop();
    }

    @Test
    void aSecondOneOnTheSameFolderKeepsEventsInMemoryAndSaysSo() {
        DiskJournal first = open(SMALL);
        DiskJournal second = open(SMALL);
        assertThat(second.keeper().trouble()).contains("another process", "stop the other process");
        second.record(Events.some(1));
        assertThat(Events.shown(second)).containsExactly(Events.some(1));
        first.stop();
        second.stop();
    }

    @Test
    void aFolderThatCantBeMadeLeavesRecentEventsInMemoryWithinABound() throws IOException {
        Files.createDirectories(home.resolve("data"));
        Files.writeString(place(), "a file where the folder should be");
        DiskJournal journal = open(SMALL);
        assertThat(journal.keeper().trouble()).contains("in memory only", "see that the folder");
        events(0, 60_000).forEach(journal::record);
        assertThat(Events.shown(journal)).hasSizeLessThan(40_000).endsWith(Events.some(59_999));
        journal.stop();
    }

    @Test
    void aWrongBoundIsRefusedByName() {
        assertThatThrownBy(() -> open(Settings.defaults().with("max_disk_bytes", 1L)))
                .hasMessageContaining("max.disk.bytes=1");
        assertThatThrownBy(() -> open(SMALL.with("quotas", new String[] {"ClientHello=200"})))
                .hasMessageContaining("quotas=ClientHello=200");
    }
}
