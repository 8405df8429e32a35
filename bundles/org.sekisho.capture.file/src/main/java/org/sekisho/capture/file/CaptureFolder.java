// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that captures are written to. Gives each complete file once, the oldest first, and
 * remembers over a restart which are done with. A tool that rotates takes old names again, so a
 * file is known by name, size, time of change and its first bytes. One that was taken for complete
 * and grew afterwards, as the last one does where little happens, is given again from where it
 * ended. Used by one thread, but for {@link #trouble}.
 */
final class CaptureFolder {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureFolder.class);

    /** A file's header and that of its first frame, whose time is in it. */
    private static final int HEAD_BYTES = 64;

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final String pattern;
    private final long settleMillis;
    private final Path memory;
    private final Map<String, Known> given = new HashMap<>();
    private final Map<String, Known> done = new TreeMap<>();
    private boolean toBeNoted;
    private long nextTry = System.nanoTime();
    private volatile String trouble = "";

    private record Found(Path path, long size, long changed) {
        String name() {
            return path.getFileName().toString();
        }
    }

    /**
     * What is remembered of a file: how it was when it was given.
     *
     * @param head of its first bytes, which say whether it is still the same one
     * @param frames it had
     */
    private record Known(long size, long changed, long head, long frames) {
        static Known parse(String[] columns) {
            return new Known(
                    Long.parseLong(columns[1]),
                    Long.parseLong(columns[2]),
                    Long.parseLong(columns[3]),
                    Long.parseLong(columns[4]));
        }

        String line(String name) {
            return name + "\t" + size + "\t" + changed + "\t" + head + "\t" + frames;
        }

        boolean is(Found file) {
            return size == file.size() && changed == file.changed();
        }

        Known with(long otherFrames) {
            return new Known(size, changed, head, otherFrames);
        }
    }

    /** A file to read, as it is now. */
    static final class Next {
        private final Found file;
        private final Known known;
        private final boolean newest;

        private Next(Found file, Known known, boolean newest) {
            this.file = file;
            this.known = known;
            this.newest = newest;
        }

        Path path() {
            return file.path();
        }

        /** Frames at its beginning that were given before. */
        long from() {
            return known.frames();
        }

        /** Whether no other file is newer, so that it may still grow. */
        boolean isNewest() {
            return newest;
        }
    }

    /**
     * A folder.
     *
     * @param settleMillis how long a file has not changed when it is complete; negative if all are
     * @param memory the file that remembers; null to remember nothing over a restart
     */
    CaptureFolder(Path folder, String pattern, long settleMillis, Path memory) {
        this.folder = folder;
        this.pattern = pattern;
        this.settleMillis = settleMillis;
        this.memory = memory;
        if (memory != null && Files.exists(memory)) {
            recall();
        }
    }

    private void recall() {
        try {
            for (String line : Files.readAllLines(memory)) {
                String[] columns = line.split("\t");
                done.put(columns[0], Known.parse(columns));
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException fault) {
            LOG.warn("{} can't be read; captures are read again: {}", memory, fault.toString());
        }
        given.putAll(done);
    }

    /** The oldest complete file that was not given yet; null if there is none. */
    Next next() throws IOException {
        List<Found> files = list();
        List<String> present = files.stream().map(Found::name).toList();
        given.keySet().retainAll(present);
        toBeNoted |= done.keySet().retainAll(present);
        note();
        long newest = files.stream().mapToLong(Found::changed).max().orElse(0);
        long settled = System.currentTimeMillis() - settleMillis;
        for (Found file : files) {
            Known before = given.get(file.name());
            boolean complete =
                    settleMillis < 0 || file.changed() < newest || file.changed() <= settled;
            if (complete && (before == null || !before.is(file))) {
                long head = head(file.path());
                boolean grown =
                        before != null && before.head() == head && before.size() <= file.size();
                Known now =
                        new Known(file.size(), file.changed(), head, grown ? before.frames() : 0);
                given.put(file.name(), now);
                return new Next(file, now, file.changed() == newest);
            }
        }
        return null;
    }

    /**
     * A file was given to its end.
     *
     * @param frames it has
     */
    void ended(Next next, long frames) {
        given.computeIfPresent(
                next.file.name(),
                (name, known) -> known.is(next.file) ? known.with(frames) : known);
    }

    /**
     * What was in this file need not be read again after a restart.
     *
     * @param frames it had
     */
    void done(Next next, long frames) {
        Known now = next.known.with(frames);
        toBeNoted |= !now.equals(done.put(next.file.name(), now));
        note();
    }

    private static long head(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            CRC32 sum = new CRC32();
            sum.update(in.readNBytes(HEAD_BYTES));
            return sum.getValue();
        }
    }

    private List<Found> list() throws IOException {
        List<Found> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            for (Path path : found) {
                try {
                    BasicFileAttributes attributes =
                            Files.readAttributes(path, BasicFileAttributes.class);
                    if (attributes.isRegularFile()) {
                        files.add(
                                new Found(
                                        path,
                                        attributes.size(),
                                        attributes.lastModifiedTime().toMillis()));
                    }
                } catch (NoSuchFileException gone) {
                    // whoever rotates takes old ones away at any moment
                }
            }
        }
        files.sort(Comparator.comparingLong(Found::changed).thenComparing(Found::name));
        return files;
    }

    /** Writes down which are done with, if that has changed; in one step, for we may be killed. */
    private void note() {
        if (memory == null || !toBeNoted || System.nanoTime() - nextTry < 0) {
            return;
        }
        Path half = memory.resolveSibling(memory.getFileName() + ".half");
        try {
            Files.createDirectories(memory.getParent());
            List<String> lines = new ArrayList<>();
            done.forEach((name, known) -> lines.add(known.line(name)));
            Files.write(half, lines);
            Files.move(half, memory, StandardCopyOption.ATOMIC_MOVE);
            toBeNoted = false;
            trouble = "";
        } catch (IOException fault) {
            nextTry = System.nanoTime() + RETRY_NANOS;
            if (trouble.isEmpty()) {
                trouble =
                        "%s can't be written (%s), so after a restart captures of %s are read again: see that data/ may be written and that its file system has room"
                                .formatted(memory, fault, folder);
                LOG.warn("{}", trouble);
            }
        }
    }

    /** What needs a person, or nothing. */
    String trouble() {
        return trouble;
    }
}
