// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.sekisho.enforcement.time.Clock;

/**
 * Counts new blocks, and the hosts that are blocked. More of them than a person would expect are
 * rather a fault than so many tunnels, so nothing more is blocked until somebody has looked. Used
 * by the acting thread.
 */
public final class Fuse {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /**
     * What may be blocked before a person is asked.
     *
     * @param perMinute most new blocks within a minute; 0 without bound
     * @param hostsPercent most percent of the inside hosts blocked at a time; 100 without bound
     * @param hostsLeast hosts that may be blocked whatever their share
     * @param closes time after which it closes by itself; null if a person does it
     */
    public record Bounds(int perMinute, int hostsPercent, int hostsLeast, Duration closes) {}

    private final Clock clock;
    private final Switches switches;
    private final Deque<Long> begun = new ArrayDeque<>();
    private long openedAt;
    private long heldBack;

    /** With nothing counted yet; open if it was when the process ended. */
    public Fuse(Clock clock, Switches switches) {
        this.clock = clock;
        this.switches = switches;
        openedAt = clock.uptime();
    }

    /** Why no more is blocked; null if more may be. */
    public String open() {
        return switches.open();
    }

    /** Blocks that were not begun because it is open. */
    public long heldBack() {
        return heldBack;
    }

    /** New blocks within the last minute. */
    public int lately() {
        long since = clock.uptime() - WINDOW.toNanos();
        while (!begun.isEmpty() && begun.peekFirst() < since) {
            begun.pollFirst();
        }
        return begun.size();
    }

    /**
     * Asks for one more block.
     *
     * @param pending blocks that were asked for before it and have not begun yet
     * @param hosts hosts that would be blocked with it
     * @param inside inside hosts that are known
     * @return null if it may begin; else why not. If it opens now, {@code opened} is run
     */
    public String refuses(Bounds bounds, int pending, int hosts, int inside, Runnable opened) {
        if (switches.open() == null) {
            String reason = reason(bounds, pending, hosts, inside);
            if (reason != null) {
                switches.open(reason);
                openedAt = clock.uptime();
                opened.run();
            }
        }
        if (switches.open() != null) {
            heldBack++;
            return "the circuit breaker is open: " + switches.open();
        }
        return null;
    }

    private String reason(Bounds bounds, int pending, int hosts, int inside) {
        int most = bounds.perMinute();
        if (most > 0 && lately() + pending >= most) {
            return "more than " + most + " new blocks within a minute (blocks.per.minute)";
        }
        int percent = bounds.hostsPercent();
        if (percent < 100
                && hosts > bounds.hostsLeast()
                && hosts * 100L > (long) percent * inside) {
            return "%d of %d inside hosts would be blocked, more than %d %% (blocks.hosts.percent)"
                    .formatted(hosts, inside, percent);
        }
        return null;
    }

    /** A block begins. */
    public void count() {
        lately();
        begun.addLast(clock.uptime());
    }

    /** Whether it is time to close it again without a person. */
    public boolean isTimeToClose(Bounds bounds) {
        return switches.open() != null
                && bounds.closes() != null
                && clock.uptime() - openedAt >= bounds.closes().toNanos();
    }

    /** Closes it; counting begins anew. */
    public void close() {
        switches.open(null);
        begun.clear();
        heldBack = 0;
    }
}
