// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.respond.Enforcer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An enforcer whose firewall is a folder of files. A block is in force when it is in the files;
 * when another firewall fetches them is that one's business. Files are written at once, but not
 * more often than once a second: what comes in between is written by a thread of its own, which
 * also takes out what is over and keeps the files young.
 */
final class ExportEnforcer implements Enforcer, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.responder.export");
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ExportFolder folder;
    private final List<Format> formats;
    private final long intervalNanos;
    private final Map<Block, Long> wanted = new LinkedHashMap<>();
    private final Thread thread = new Thread(this, "sekisho-export");
    private long writtenAt = System.nanoTime() - PAUSE_NANOS;
    private volatile Instant written;
    private volatile String trouble;
    private boolean known;
    private boolean dirty;
    private boolean stopping;

    /**
     * Writes nothing before it is told what is wanted.
     *
     * @param interval seconds after which the files are written anew at the latest
     */
    ExportEnforcer(ExportFolder folder, List<Format> formats, int interval) {
        this.folder = folder;
        this.formats = List.copyOf(formats);
        intervalNanos = TimeUnit.SECONDS.toNanos(interval);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public String firewall() {
        return "export";
    }

    @Override
    public synchronized Map<Block, Outcome> converge(Map<Block, Duration> blocks) {
        boolean other = !known || !wanted.keySet().equals(blocks.keySet());
        for (Map.Entry<Block, Duration> block : blocks.entrySet()) {
            other = other || isOther(wanted.get(block.getKey()), end(block.getValue()));
        }
        if (other) {
            wanted.clear();
            blocks.forEach((block, remaining) -> wanted.put(block, end(remaining)));
            changed();
        }
        return outcomes(blocks.keySet());
    }

    @Override
    public synchronized Map<Block, Outcome> add(Map<Block, Duration> blocks) {
        blocks.forEach((block, remaining) -> wanted.put(block, end(remaining)));
        changed();
        return outcomes(blocks.keySet());
    }

    @Override
    public synchronized Map<Block, Outcome> remove(Collection<Block> blocks) {
        if (wanted.keySet().removeAll(List.copyOf(blocks))) {
            changed();
        }
        return outcomes(blocks);
    }

    /** The same is to be said anew, because somebody can say it now or can't any more. */
    synchronized void rewrite() {
        if (known) {
            changed();
        }
    }

    @Override
    public synchronized Map<Block, Standing> standing() throws IOException {
        Instant now = Instant.now();
        Map<Block, Standing> standing = new HashMap<>();
        List<String> lines;
        try {
            lines = folder.read(new JsonLines().file());
        } catch (CharacterCodingException foreign) {
            return standing;
        } catch (IOException e) {
            throw new IOException(words(e), e);
        }
        JsonLines.read(lines)
                .forEach(
                        (block, until) -> {
                            Duration remaining = Duration.between(now, until);
                            if (!remaining.isNegative()) {
                                standing.put(block, new Standing(remaining, -1, -1));
                            }
                        });
        return standing;
    }

    @Override
    public synchronized void clear() throws IOException {
        wanted.clear();
        known = true;
        write();
        notifyAll();
        if (trouble != null) {
            throw new IOException(trouble);
        }
    }

    private static long end(Duration remaining) {
        // a block for longer than the clock counts is as good as one for ever
        long most = Long.MAX_VALUE / 4;
        boolean endless = remaining.compareTo(Duration.ofNanos(most)) > 0;
        return System.nanoTime() + (endless ? most : remaining.toNanos());
    }

    /** Whether the end of a block is another one, and not the same reckoned a moment later. */
    private static boolean isOther(Long before, long now) {
        return before == null || Math.abs(before - now) > PAUSE_NANOS;
    }

    private Map<Block, Outcome> outcomes(Collection<Block> blocks) {
        Map<Block, Outcome> outcomes = new HashMap<>();
        String failed = trouble;
        for (Block block : blocks) {
            Outcome outcome = Outcome.IN_FORCE;
            if (failed != null) {
                outcome = new Outcome(Status.FAILED, failed);
            } else if (block.action() == Action.LIMIT) {
                outcome =
                        new Outcome(
                                Status.REFUSED,
                                "lists can't limit a rate; it is in blocked.nft and blocked.jsonl"
                                        + " alone");
            }
            outcomes.put(block, outcome);
        }
        return outcomes;
    }

    private void changed() {
        known = true;
        dirty = true;
        if (System.nanoTime() - writtenAt >= PAUSE_NANOS) {
            write();
        }
        // also after that: the thread must know when the next block ends
        notifyAll();
    }

    @Override
    public synchronized void run() {
        try {
            while (!stopping) {
                // before it is known what is wanted, the files of an earlier process stay
                if (known) {
                    long due = dueAt() - System.nanoTime();
                    if (due <= 0) {
                        write();
                    } else {
                        TimeUnit.NANOSECONDS.timedWait(this, due);
                    }
                } else {
                    wait();
                }
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private long dueAt() {
        long due = writtenAt + intervalNanos;
        for (long end : wanted.values()) {
            due = end - due < 0 ? end : due;
        }
        long soonest = writtenAt + PAUSE_NANOS;
        return dirty || due - soonest < 0 ? soonest : due;
    }

    private void write() {
        long now = System.nanoTime();
        wanted.values().removeIf(end -> end - now <= 0);
        Map<Block, Duration> remaining = new LinkedHashMap<>();
        wanted.forEach((block, end) -> remaining.put(block, Duration.ofNanos(end - now)));
        Instant wall = Instant.now();
        try {
            for (Format format : formats) {
                List<String> lines = format.lines(remaining, wall);
                if (lines != null) {
                    folder.write(format.file(), lines);
                } else {
                    folder.delete(format.file());
                }
            }
            folder.sync();
            if (trouble != null) {
                LOG.info("What is to be blocked is written to {} again", folder.path());
            }
            trouble = null;
            written = wall;
            dirty = false;
        } catch (IOException e) {
            String words = words(e);
            if (!words.equals(trouble)) {
                LOG.warn(words);
            }
            trouble = words;
            dirty = true;
        }
        writtenAt = System.nanoTime();
    }

    private String words(IOException e) {
        String reason =
                e instanceof FileSystemException file && file.getReason() == null
                        ? e.getClass().getSimpleName() + " " + file.getFile()
                        : e.getMessage();
        return ("%s: %s; other firewalls go on with what they fetched last. See that this user may"
                        + " write there and that there is room")
                .formatted(folder.path(), reason);
    }

    /** Writes what is not written yet, and leaves the files to age. */
    void stop() {
        synchronized (this) {
            stopping = true;
            notifyAll();
            if (known && dirty) {
                write();
            }
        }
    }

    /** What needs a person, or null. */
    String trouble() {
        return trouble;
    }

    /** When the files were written last; null if never. */
    Instant written() {
        return written;
    }

    /** How many blocks are wanted. */
    synchronized int size() {
        return wanted.size();
    }

    /** Blocks that are wanted and not in every file. */
    synchronized List<Block> partly() {
        List<Block> partly = new ArrayList<>(wanted.keySet());
        partly.removeIf(
                block ->
                        block.action() != Action.LIMIT
                                && block.scope() != org.sekisho.decide.Scope.FLOW);
        return partly;
    }
}
