// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.respond.Notice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be told to the same readers, gathered until a mail is made of it, and what they were
 * told before. Both are on disk too. Each case is in it once, however much happens to it. Used by
 * the thread that takes notices and the one that sends.
 */
final class MailingList {
    private static final Logger LOG = LoggerFactory.getLogger(EmailNotifier.class);

    /** Cases that are remembered after they were told. */
    private static final int MOST_TOLD = 10_000;

    private final SpoolFolder folder;
    private final long windowNanos;
    private final long mostBytes;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, Waiting> underway = new LinkedHashMap<>();
    private final Map<String, Told> told =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
                    return size() > MOST_TOLD;
                }
            };
    private long next = 1;
    private long bytes;
    private long openedAt;
    private boolean toldChanged;
    private volatile long droppedSinceMail;
    private volatile long dropped;
    private volatile int count;
    private volatile long bytesNow;

    /** An entry with its place on disk. */
    private record Waiting(long number, Entry entry, int size) {}

    /**
     * Takes up what lies in the folder; a window begins for it now.
     *
     * @param windowNanos how long entries are gathered
     * @param mostBytes most room for entries
     * @param now monotonic time in nanoseconds
     */
    MailingList(SpoolFolder folder, long windowNanos, long mostBytes, long now) {
        this.folder = folder;
        this.windowNanos = windowNanos;
        this.mostBytes = mostBytes;
        openedAt = now;
        folder.entries().forEach(this::takeUp);
        byte[] stored = folder.told();
        if (stored.length > 0) {
            try {
                Stored.told(stored).forEach(one -> told.put(one.key(), one));
            } catch (IOException fault) {
                LOG.warn("which cases were mailed is not known any more: {}", fault.toString());
            }
        }
        publish();
    }

    private void takeUp(long number, byte[] stored) {
        next = Math.max(next, number + 1);
        try {
            Entry entry = Stored.entry(stored);
            if (bytes + stored.length <= mostBytes
                    && waiting.putIfAbsent(entry.key(), new Waiting(number, entry, stored.length))
                            == null) {
                bytes += stored.length;
                return;
            }
        } catch (IOException fault) {
            LOG.warn(
                    "something that was to be mailed can't be read any more: {}", fault.toString());
        }
        dropped++;
        droppedSinceMail++;
        folder.delete(number);
    }

    /** Whether a mail that is still to be made tells of this already. */
    synchronized boolean isGathering(String key) {
        return waiting.containsKey(key);
    }

    /**
     * What the readers know, or are being told at this moment.
     *
     * @param facts the case; null for what is about none
     * @param at wall time in milliseconds since 1970-01-01
     * @return null if they know nothing of it
     */
    synchronized Told told(String key, CaseFacts facts, long at) {
        Waiting sending = underway.get(key);
        Told known = sending != null ? Told.of(sending.entry(), told.get(key), at) : told.get(key);
        boolean same =
                known != null
                        && (facts == null
                                || known.facts() != null && known.facts().isSameAs(facts));
        return same ? known : null;
    }

    /** Takes something that is to be told; for which there is no room is counted and gone. */
    synchronized void gather(Entry entry, long now) {
        String key = entry.key();
        Waiting before = waiting.get(key);
        Entry all = before == null ? entry : before.entry().and(entry);
        byte[] stored = Stored.of(all);
        int former = before == null ? 0 : before.size();
        if (bytes - former + stored.length > mostBytes) {
            dropped++;
            droppedSinceMail++;
            return;
        }
        if (waiting.isEmpty()) {
            openedAt = now;
        }
        long number = before == null ? next++ : before.number();
        waiting.put(key, new Waiting(number, all, stored.length));
        bytes += stored.length - former;
        folder.write(number, stored);
        publish();
    }

    /** Something happened to a case that was told, or is being told at this moment. */
    synchronized void happened(String key, Notice.Kind kind) {
        underway.computeIfPresent(
                key, (same, one) -> new Waiting(one.number(), one.entry().after(kind), one.size()));
        Told before = told.get(key);
        if (before != null) {
            remember(before, before.after(kind));
        }
    }

    /** A case that was told is escalated because time went by. */
    synchronized void escalated(Told before) {
        if (told.containsKey(before.key())) {
            remember(before, before.escalated());
        }
    }

    private void remember(Told before, Told after) {
        if (!after.equals(before)) {
            told.put(after.key(), after);
            toldChanged = true;
        }
    }

    /** What the readers were told, the oldest first. */
    synchronized List<Told> told() {
        return new ArrayList<>(told.values());
    }

    /**
     * Monotonic time in nanoseconds at which a mail is due; null while there is nothing to tell.
     */
    synchronized Long dueAt() {
        return waiting.isEmpty() ? null : openedAt + windowNanos;
    }

    /** All that is to be told now. It has to be given back, one way or the other. */
    synchronized List<Entry> take() {
        underway.putAll(waiting);
        waiting.clear();
        return underway.values().stream().map(Waiting::entry).toList();
    }

    /** How many entries were dropped since the last mail. */
    long droppedSinceMail() {
        return droppedSinceMail;
    }

    /**
     * The server has taken the mail with what was taken.
     *
     * @param at wall time in milliseconds since 1970-01-01
     */
    synchronized void delivered(long at) {
        for (Map.Entry<String, Waiting> one : underway.entrySet()) {
            // anew, so that what was told last is forgotten last
            Told before = told.remove(one.getKey());
            told.put(one.getKey(), Told.of(one.getValue().entry(), before, at));
        }
        droppedSinceMail = 0;
        // first what was told: if the process ends in between, a mail is better twice than never
        toldChanged = true;
        store();
        for (Waiting one : underway.values()) {
            bytes -= one.size();
            folder.delete(one.number());
        }
        underway.clear();
        publish();
    }

    /** It did not; what was taken waits again, with what came meanwhile. */
    synchronized void failed(long now) {
        Map<String, Waiting> came = new LinkedHashMap<>(waiting);
        waiting.clear();
        waiting.putAll(underway);
        underway.clear();
        for (Map.Entry<String, Waiting> one : came.entrySet()) {
            Waiting before = waiting.get(one.getKey());
            if (before == null) {
                waiting.put(one.getKey(), one.getValue());
            } else {
                bytes -= one.getValue().size();
                folder.delete(one.getValue().number());
                gather(one.getValue().entry(), now);
            }
        }
        publish();
    }

    /** Brings to disk what is remembered, if it has changed. */
    synchronized void store() {
        if (toldChanged) {
            folder.writeTold(Stored.of(new ArrayList<>(told.values())));
            toldChanged = false;
        }
    }

    private void publish() {
        count = waiting.size() + underway.size();
        bytesNow = bytes;
    }

    /** Number of cases and sentences that wait. */
    int count() {
        return count;
    }

    long bytes() {
        return bytesNow;
    }

    long dropped() {
        return dropped;
    }

    String trouble() {
        return folder.trouble();
    }
}
