// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;

/** A folder in which a tool leaves captures, as the daemon reads it. */
class RotatingFolderTest {
    private static final long MILLIS = 1_000_000L;
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir private Path temporary;
    private Path captures;
    private List<Frame> all;
    private final Map<String, Object> options = new HashMap<>();

    @BeforeEach
    void prepare() throws Exception {
        captures = Files.createDirectory(temporary.resolve("captures"));
        all = Frame.few();
        options.put("folder", captures.toString());
    }

    private FolderSource source() {
        FolderConfiguration configuration =
                (FolderConfiguration)
                        Proxy.newProxyInstance(
                                FolderConfiguration.class.getClassLoader(),
                                new Class<?>[] {FolderConfiguration.class},
                                (proxy, method, arguments) ->
                                        options.getOrDefault(
                                                method.getName(), method.getDefaultValue()));
        return new FolderSource(
                configuration,
                new FileCaptures(InputStream.nullInputStream(), Reading.BOUNDS),
                temporary.resolve("memory"));
    }

    private FrameQueue queue() throws CaptureException {
        return source().open().get(0);
    }

    /** Frames from here to there as a file that is complete. */
    private Path write(String name, int from, int to) throws Exception {
        Path file = captures.resolve(name);
        Files.write(file, PcapWriter.file(all.subList(from, to)));
        return file;
    }

    private void writeLongAgo(String name, int from, int to, int second) throws Exception {
        Files.setLastModifiedTime(
                write(name, from, to), FileTime.fromMillis(LONG_AGO.toMillis() + second * 1000L));
    }

    /** So many frames, however long it takes, and whatever comes within two looks after them. */
    private static List<String> read(FrameQueue queue, int expected) throws CaptureException {
        List<String> seen = new ArrayList<>();
        FrameBatch batch = new FrameBatch();
        boolean more = true;
        long begun = System.nanoTime();
        long last = begun;
        while (more
                && (seen.size() < expected
                        ? System.nanoTime() - begun < 60_000 * MILLIS
                        : System.nanoTime() - last < 1_100 * MILLIS)) {
            more = queue.poll(batch, 10 * MILLIS);
            for (int i = 0; i < batch.size(); i++) {
                int at = batch.offset(i);
                byte[] bytes = Arrays.copyOfRange(batch.array(), at, at + batch.capturedLength(i));
                seen.add(HexFormat.of().formatHex(bytes));
                last = System.nanoTime();
            }
        }
        // as the engine does when all is judged
        queue.settled(queue.statistics().frames());
        return seen;
    }

    private static void assertGives(FrameQueue queue, List<String> expected)
            throws CaptureException {
        assertThat(read(queue, expected.size())).isEqualTo(expected);
    }

    private List<String> frames(int from, int to) {
        return all.subList(from, to).stream().map(Frame::hex).toList();
    }

    private List<String> frames(int... numbers) {
        return Arrays.stream(numbers).mapToObj(number -> all.get(number).hex()).toList();
    }

    @Test
    void filesAreReadInTheOrderOfTheirLastChangeWhateverTheirNamesEachOnce() throws Exception {
        writeLongAgo("b.pcap", 0, 2, 1);
        writeLongAgo("a.pcap", 2, 4, 2);
        writeLongAgo("notes.txt", 0, 6, 0);
        FrameQueue queue = queue();
        assertGives(queue, frames(0, 4));
        writeLongAgo("c.pcap", 4, 6, 3);
        assertGives(queue, frames(4, 6));
        assertGives(queue, List.of());
        queue.close();
        // also over a restart
        assertGives(queue(), List.of());
    }

    @Test
    void theNewestWaitsUntilItIsCompleteOrANewerOneIsThere() throws Exception {
        write("1.pcap", 0, 2);
        options.put("settle_seconds", 3600);
        FrameQueue queue = queue();
        assertGives(queue, List.of());
        Path newer = write("2.pcap", 2, 4);
        Files.setLastModifiedTime(newer, FileTime.fromMillis(System.currentTimeMillis() + 5000));
        assertGives(queue, frames(0, 2));
        options.put("follow", false);
        assertGives(queue(), frames(2, 4));
    }

    @Test
    void aRingThatTakesOldNamesAgainIsReadAgain() throws Exception {
        writeLongAgo("ring0", 0, 2, 1);
        writeLongAgo("ring1", 2, 3, 2);
        options.put("pattern", "ring*");
        FrameQueue queue = queue();
        assertGives(queue, frames(0, 3));
        // longer than before, so only its first bytes tell that it is another one
        writeLongAgo("ring0", 3, 6, 3);
        assertGives(queue, frames(3, 6));
    }

    @Test
    void oneThatGrowsAfterAllIsReadOnFromWhereItEnded() throws Exception {
        writeLongAgo("slow.pcap", 0, 2, 1);
        Path file = captures.resolve("slow.pcap");
        FrameQueue queue = queue();
        assertGives(queue, frames(0, 2));
        byte[] whole = PcapWriter.file(all);
        // in the middle of a frame
        Files.write(file, Arrays.copyOf(whole, whole.length - 5));
        Files.setLastModifiedTime(file, FileTime.fromMillis(LONG_AGO.toMillis() + 2000));
        assertGives(queue, frames(2, 5));
        assertThat(queue.statistics().skipped()).isEmpty();
        queue.close();
        FrameQueue afterwards = queue();
        Files.write(file, whole);
        Files.setLastModifiedTime(file, FileTime.fromMillis(LONG_AGO.toMillis() + 3000));
        assertGives(afterwards, frames(5));
    }

    @Test
    void oneThatWasNotReadToItsEndIsReadAgainAfterARestart() throws Exception {
        options.put("pace", "original");
        Path file = captures.resolve("long.pcap");
        List<Frame> apart = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            apart.add(all.get(i).at((1000 + (i < 3 ? 0 : 3600)) * 1000 * MILLIS));
        }
        Files.write(file, PcapWriter.file(apart));
        Files.setLastModifiedTime(file, LONG_AGO);
        FrameQueue queue = queue();
        assertGives(queue, frames(0, 3));
        queue.close();
        options.put("pace", "full");
        assertGives(queue(), frames(0, 6));
    }

    @Test
    void atItsOwnPaceAFrameComesWhenItIsDue() throws Exception {
        options.put("pace", "original");
        Path file = captures.resolve("paced.pcap");
        List<Frame> apart = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            apart.add(all.get(i).at(1_700_000_000_000L * MILLIS + i * 100 * MILLIS));
        }
        Files.write(file, PcapWriter.file(apart));
        Files.setLastModifiedTime(file, LONG_AGO);
        FrameQueue queue = queue();
        FrameBatch batch = new FrameBatch();
        long begun = 0;
        int seen = 0;
        while (seen < all.size()) {
            queue.poll(batch, 20 * MILLIS);
            for (int i = 0; i < batch.size(); i++) {
                begun = begun == 0 ? System.nanoTime() : begun;
                // never early; late only as far as the machine is
                assertThat(System.nanoTime() - begun)
                        .isGreaterThanOrEqualTo(seen * 100 * MILLIS - 20 * MILLIS);
                seen++;
            }
        }
    }

    @Test
    void whatIsDamagedIsReadAsFarAsItGoesAndCounted() throws Exception {
        byte[] whole = PcapWriter.file(all.subList(0, 3));
        Path file = captures.resolve("1.pcap");
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        Files.setLastModifiedTime(file, LONG_AGO);
        Path none = captures.resolve("2.pcap");
        Files.writeString(none, "no capture at all, but of that name");
        Files.setLastModifiedTime(none, FileTime.fromMillis(LONG_AGO.toMillis() + 1000));
        writeLongAgo("3.pcap", 3, 6, 2);
        FrameQueue queue = queue();
        assertGives(queue, frames(0, 1, 3, 4, 5));
        CaptureStatistics statistics = queue.statistics();
        assertThat(statistics.skipped()).isEqualTo(Map.of("captures damaged", 2L));
        assertThat(statistics.frames()).isEqualTo(5);
    }

    @Test
    void withoutFollowingItEnds() throws Exception {
        write("now.pcap", 0, 2);
        options.put("follow", false);
        FrameQueue queue = queue();
        FrameBatch batch = new FrameBatch();
        int seen = 0;
        while (queue.poll(batch, 10 * MILLIS)) {
            seen += batch.size();
        }
        assertThat(seen + batch.size()).isEqualTo(2);
    }

    @Test
    void aWaitingPollReturnsWhenItIsWoken() throws Exception {
        FrameQueue queue = queue();
        FrameBatch batch = new FrameBatch();
        queue.poll(batch, 0);
        queue.wakeUp();
        long before = System.nanoTime();
        assertThat(queue.poll(batch, 30_000 * MILLIS)).isTrue();
        assertThat(System.nanoTime() - before).isLessThan(15_000 * MILLIS);
    }

    @Test
    void aFolderThatIsNotThereIsNamedAndAMemoryThatIsDamagedIsForgotten() throws Exception {
        writeLongAgo("a.pcap", 0, 2, 1);
        FrameQueue queue = queue();
        assertGives(queue, frames(0, 2));
        queue.close();
        try (var files = Files.list(temporary.resolve("memory"))) {
            Files.writeString(files.findFirst().orElseThrow(), "a.pcap\tlarge\n");
        }
        assertGives(queue(), frames(0, 2));
        options.put("folder", temporary.resolve("none").toString());
        assertThatThrownBy(this::queue)
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("none is no folder")
                .hasMessageContaining("'folder'");
    }
}
