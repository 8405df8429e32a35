// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that were not taken yet, in the order in which they came: a file each, so that they
 * outlive the process. Whoever adds one never waits for the disk; a thread writes behind. Bounded
 * in bytes, in memory and on disk together.
 */
final class Spool implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookNotifier.class);
    private static final Pattern NAME = Pattern.compile("([0-9]{16})-([0-9a-f-]{36})\\.json");
    private static final long PATIENCE_MILLIS = 1_500;
    private static final long RETRY_MILLIS = 5_000;

    private final Path folder;
    private final long mostBytes;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Thread thread = new Thread(this, "sekisho-webhook-spool");
    private long bytes;
    private long next = 1;

    /** What comes after it is in memory only. */
    private long written;

    private long dropped;
    private boolean stopping;
    private String trouble;

    /** A notice; its content is in memory until it is on disk. */
    private static final class Entry {
        final String id;
        final int size;
        byte[] content;

        Entry(String id, int size, byte[] content) {
            this.id = id;
            this.size = size;
            this.content = content;
        }
    }

    /**
     * A notice to be delivered.
     *
     * @param number its place in the order
     * @param id the same in each attempt, so that the receiver knows what it has got already
     */
    record Item(long number, String id, byte[] content) {}

    Spool(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        thread.setDaemon(true);
        try {
            read();
        } catch (IOException fault) {
            failed(fault);
        }
        thread.start();
    }

    private synchronized void read() throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.sorted().toList();
        }
        for (Path file : files) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (!name.matches()) {
                // half a file of a process that was killed
                Files.deleteIfExists(file);
                continue;
            }
            long number = Long.parseLong(name.group(1));
            next = number + 1;
            written = number;
            long size = Files.size(file);
            if (size == 0 || bytes + size > mostBytes) {
                dropped++;
                Files.deleteIfExists(file);
            } else {
                entries.put(number, new Entry(name.group(2), (int) size, null));
                bytes += size;
            }
        }
    }

    /** Takes a notice; one for which there is no room is counted and gone. */
    synchronized void add(String id, byte[] content) {
        if (bytes + content.length > mostBytes) {
            dropped++;
            return;
        }
        entries.put(next++, new Entry(id, content.length, content));
        bytes += content.length;
        notifyAll();
    }

    /** The first that waits, or null if none comes in this time. */
    Item await(long millis) throws InterruptedException {
        Map.Entry<Long, Entry> first;
        byte[] content;
        synchronized (this) {
            if (entries.isEmpty() && !stopping) {
                wait(millis);
            }
            first = entries.firstEntry();
            if (first == null) {
                return null;
            }
            content = first.getValue().content;
        }
        if (content == null) {
            try {
                content = Files.readAllBytes(file(first));
            } catch (IOException fault) {
                // gone or damaged: the next one is as good
                LOG.warn("a notice that waited can't be read any more: {}", fault.toString());
                synchronized (this) {
                    dropped++;
                }
                done(first.getKey());
                return null;
            }
        }
        return new Item(first.getKey(), first.getValue().id, content);
    }

    /** Forgets a notice that was delivered. */
    void done(long number) {
        Entry entry;
        synchronized (this) {
            entry = entries.remove(number);
            if (entry == null) {
                return;
            }
            bytes -= entry.size;
        }
        try {
            Files.deleteIfExists(file(number, entry));
        } catch (IOException fault) {
            failed(fault);
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                Map.Entry<Long, Entry> unwritten;
                synchronized (this) {
                    unwritten = entries.higherEntry(written);
                    if (unwritten == null) {
                        if (stopping) {
                            return;
                        }
                        wait();
                        continue;
                    }
                }
                if (!write(unwritten)) {
                    synchronized (this) {
                        if (stopping) {
                            return;
                        }
                        wait(RETRY_MILLIS);
                    }
                }
            }
        } catch (InterruptedException told) {
            // the end
        }
    }

    private boolean write(Map.Entry<Long, Entry> unwritten) {
        Entry entry = unwritten.getValue();
        Path file = file(unwritten);
        Path half = folder.resolve(file.getFileName() + ".half");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(half);
            Files.createFile(
                    half,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.write(half, entry.content, StandardOpenOption.WRITE);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
            boolean delivered;
            synchronized (this) {
                written = unwritten.getKey();
                entry.content = null;
                delivered = entries.get(written) != entry;
                if (trouble != null) {
                    LOG.info("notices that wait are on disk again");
                    trouble = null;
                }
            }
            if (delivered) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (NoSuchFileException fault) {
            failed(new IOException(folder + " was taken away", fault));
            return false;
        } catch (IOException fault) {
            failed(fault);
            return false;
        }
    }

    private synchronized void failed(IOException fault) {
        String now =
                "notices that wait are kept in memory only and go with the process: "
                        + fault
                        + "; see that "
                        + folder
                        + " may be written and its file system has room";
        if (trouble == null) {
            LOG.warn("{}", now);
        }
        trouble = now;
    }

    private Path file(Map.Entry<Long, Entry> entry) {
        return file(entry.getKey(), entry.getValue());
    }

    private Path file(long number, Entry entry) {
        return folder.resolve("%016d-%s.json".formatted(number, entry.id));
    }

    /** Writes what is in memory, and ends. */
    void stop() {
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        try {
            thread.join(PATIENCE_MILLIS);
            thread.interrupt();
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized int waiting() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long dropped() {
        return dropped;
    }

    /** Why nothing is written at the moment; null if nothing is wrong. */
    synchronized String trouble() {
        return trouble;
    }
}
