// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.firewall;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers when somebody took rules of ours away. Who does so again and again means it, or is a
 * program at war with us: a person has to decide then.
 */
public final class TakeAways {
    private final String firewall;
    private final int most;
    private final long window;
    private final Deque<Long> times = new ArrayDeque<>();
    private String author = "";
    private long pausedUntil;
    private boolean paused;
    private long count;

    /**
     * None yet.
     *
     * @param firewall its name for people
     * @param most so many of them within the window are not put up with
     * @param window also how long rules are not put back then
     */
    public TakeAways(String firewall, int most, Duration window) {
        this.firewall = firewall;
        this.most = most;
        this.window = window.toNanos();
    }

    /** It happened again. */
    public void happened(String by) {
        long now = System.nanoTime();
        count++;
        if (!by.isEmpty() || times.isEmpty()) {
            author = by;
        }
        times.addLast(now);
        while (now - times.getFirst() > window) {
            times.removeFirst();
        }
        if (times.size() >= most) {
            paused = true;
            pausedUntil = now + window;
        }
    }

    /** Whether rules are not put back at the moment. */
    public boolean isPaused() {
        if (paused && System.nanoTime() - pausedUntil > 0) {
            paused = false;
        }
        return paused;
    }

    /** Who it was, the last time; empty if nobody knows. */
    public String author() {
        return author;
    }

    /** How often in all. */
    public long count() {
        return count;
    }

    /** Somebody has decided: it begins anew. */
    public void forget() {
        times.clear();
        paused = false;
    }

    /** What a person is told while rules are not put back. */
    public String trouble() {
        return "The rules of Sekisho in "
                + firewall
                + " were taken away or changed "
                + times.size()
                + " times in "
                + Duration.ofNanos(window).toMinutes()
                + " minutes"
                + (author.isEmpty() ? "" : ", last by " + author)
                + ", and are not put back for that long: no block is in force there. End what"
                + " removes them, then 'sekisho firewall off' and 'sekisho firewall on'";
    }
}
