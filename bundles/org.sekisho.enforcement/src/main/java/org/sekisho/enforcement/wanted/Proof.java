// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import org.sekisho.enforcement.time.Durations;
import org.sekisho.enforcement.traffic.Watch;

/**
 * Whether a block holds up what it was made for. Packets are captured before the firewall drops
 * them, so what one end sends proves nothing: it still flows if both ends were seen to send after
 * the firewall had acknowledged the block. It is effective if something came to be stopped and
 * nothing gets through: the firewall's own counter has risen or, where none counts, one end was
 * seen to send. How far flows have come is told each 4.3 s, so it takes some ten seconds to be
 * sure.
 */
public final class Proof {
    private static final long SECOND = 1_000_000_000L;

    /**
     * Packets that were in the queues of the kernel and of the capture when it was acknowledged.
     */
    static final long SETTLE_NANOS = SECOND / 2;

    /** Two periods of checkpoints lie within it, whenever it begins. */
    private static final long SURE_NANOS = 10 * SECOND;

    /** If nothing came for so long, nothing comes. */
    private static final long QUIET_NANOS = 30 * SECOND;

    /** How it stands. */
    public enum Finding {
        /** It is too early to say. */
        LOOKING,
        /** The firewall stops packets, and nothing gets through. */
        EFFECTIVE,
        /** Nothing gets through, and nothing was there to be stopped. */
        QUIET,
        /** It gets through. */
        FLOWING
    }

    private final Watch watch;
    private final long decided;
    private final long acknowledged;
    private final long since;
    private final boolean isRestored;
    private long before;
    private long stopped;
    private boolean isCounted;
    private long flowedAt = Long.MIN_VALUE;
    private long flowedSince;
    private Finding finding = Finding.LOOKING;

    /**
     * Begins to look.
     *
     * @param watch looks at the traffic
     * @param decided packet time of the frame that decided; 0 if there is none
     * @param acknowledged wall time when the firewall had acknowledged it
     * @param since uptime at that moment
     * @param isRestored whether it stood already before this run, so that the firewall may have
     *     counted what it stopped then
     */
    Proof(Watch watch, long decided, long acknowledged, long since, boolean isRestored) {
        this.isRestored = isRestored;
        this.watch = watch;
        this.decided = decided;
        this.acknowledged = acknowledged;
        this.since = since;
    }

    Watch watch() {
        return watch;
    }

    /** What was found so far. */
    public Finding finding() {
        return finding;
    }

    /** Whether it was ever seen to get through. */
    public boolean hasFlowed() {
        return flowedAt != Long.MIN_VALUE;
    }

    /** Packets that a firewall has stopped since one looks; -1 if none counts. */
    public long stopped() {
        return isCounted ? stopped : -1;
    }

    /** A firewall's counter. */
    void counted(long packets) {
        if (packets < 0) {
            return;
        }
        if (isRestored && (!isCounted || packets < before)) {
            before = packets;
        }
        isCounted = true;
        stopped = Math.max(stopped, packets - before);
    }

    /** Whether it matters now how much the firewalls have stopped. */
    boolean needsCount() {
        return finding == Finding.LOOKING || finding == Finding.FLOWING;
    }

    /** Whether it may still come to be known that they stop something. */
    boolean isOpen() {
        return finding != Finding.EFFECTIVE;
    }

    /**
     * Looks.
     *
     * @param uptime the present moment
     * @return whether something else is found than before
     */
    boolean look(long uptime) {
        Finding before = finding;
        long flowing = watch.flowingAt();
        if (flowing > flowedAt) {
            flowedAt = flowing;
            flowedSince = uptime;
            finding = Finding.FLOWING;
        } else {
            long quiet = uptime - Math.max(since, flowedSince);
            boolean bites = isCounted ? stopped > 0 : watch.triedAt() != Long.MIN_VALUE;
            if (quiet >= SURE_NANOS && bites) {
                finding = Finding.EFFECTIVE;
            } else if (quiet >= QUIET_NANOS) {
                finding = Finding.QUIET;
            }
        }
        return finding != before;
    }

    /** In words for people. */
    public String inWords() {
        return switch (finding) {
            case LOOKING ->
                    stopped > 0
                            ? "stopping packets, " + stopped + " so far"
                            : "looking whether it helps";
            case EFFECTIVE ->
                    isRestored && !hasFlowed()
                            ? "effective"
                            : "effective after " + Durations.moments(took());
            case QUIET ->
                    (isRestored ? "in force" : "in force after " + Durations.moments(took()))
                            + ", and nothing came to be stopped";
            case FLOWING -> "still flowing: " + whatToLookAt();
        };
    }

    private long took() {
        long from = decided == 0 ? acknowledged : decided;
        return Math.max(0, Math.max(acknowledged, flowedAt) - from);
    }

    private String whatToLookAt() {
        String what =
                watch.flow() == null
                        ? ""
                        : watch.flow().client() + " and " + watch.flow().server() + " both send; ";
        if (isCounted && stopped == 0) {
            return what
                    + "the firewall acknowledged the rule, but not one packet met it, so the"
                    + " traffic passes another way: see whether this machine forwards it (another"
                    + " router, a bridge, a flow table or hardware that forwards past the rules)";
        }
        return what
                + "the rule stops "
                + (isCounted ? stopped + " packets" : "an unknown number of packets")
                + " but some pass: see whether a part takes another way (another router or"
                + " interface), and whether a rule before ours accepts it";
    }
}
