// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;

/**
 * What was done before about a tunnel and its client: blocks, and mere notices that stand on a
 * ladder. How many blocks count by client, because who is cut off from one server tries the next;
 * what became of the last measure counts by tunnel. Bounded. Used by the acting thread.
 */
public final class Offences {
    /** How the end of a block begins that a person has lifted. */
    public static final String BY_HAND = "lifted by ";

    private static final int MOST_CLIENTS = 16_384;
    private static final int MOST_EACH = 256;

    private final Clock clock;
    private final Map<Object, List<Measure>> byClient =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Object, List<Measure>> eldest) {
                    return size() > MOST_CLIENTS;
                }
            };

    /** One thing that was done. */
    private static final class Measure {
        private final TunnelKey tunnel;
        private final RecordedBlock block;
        private final int rung;
        private Deadline ended;
        private boolean isPardoned;

        Measure(TunnelKey tunnel, RecordedBlock block, int rung) {
            this.tunnel = tunnel;
            this.block = block;
            this.rung = rung;
        }
    }

    /**
     * What is known of a tunnel.
     *
     * @param blocks blocks of its client that count, without one that stands against this tunnel
     * @param rung step of the ladder of the last measure against the tunnel; 0 if there was none
     * @param standing the block that stands against it now; null if none does
     * @param sinceRelease time since the last measure ended; null if there was none, or one stands
     * @param released wall time in nanoseconds when it ended; 0 as above
     * @param pardonedFor how long a person's word still holds that it is not blocked; null if there
     *     is none
     */
    public record Known(
            int blocks,
            int rung,
            RecordedBlock standing,
            Duration sinceRelease,
            long released,
            Duration pardonedFor) {
        private static Known of(int blocks) {
            return new Known(blocks, 0, null, null, 0, null);
        }
    }

    /** Nothing is known. */
    public Offences(Clock clock) {
        this.clock = clock;
    }

    private static Object culprit(TunnelKey tunnel) {
        return tunnel.client() != null ? tunnel.client() : tunnel;
    }

    /** A block began, now or in an earlier run. */
    public void begun(TunnelKey tunnel, RecordedBlock block) {
        add(new Measure(tunnel, block, block.rung()));
    }

    /** People were told, which is a measure of its own on this rung of a ladder. */
    public void told(TunnelKey tunnel, int rung, Deadline when) {
        Measure told = new Measure(tunnel, null, rung);
        told.ended = when;
        add(told);
    }

    private void add(Measure measure) {
        List<Measure> known =
                byClient.computeIfAbsent(culprit(measure.tunnel), any -> new ArrayList<>(1));
        known.add(measure);
        if (known.size() > MOST_EACH) {
            known.remove(0);
        }
    }

    /**
     * A block ended.
     *
     * @param byHand whether a person lifted it before its time
     */
    public void ended(TunnelKey tunnel, RecordedBlock block, Deadline when, boolean byHand) {
        for (Measure each : byClient.getOrDefault(culprit(tunnel), List.of())) {
            if (each.block != null
                    && each.block.block().equals(block.block())
                    && each.ended == null) {
                each.ended = when;
                each.isPardoned = byHand;
            }
        }
    }

    /**
     * What is known of a tunnel.
     *
     * @param memory how long a block counts after it began
     */
    public Known of(TunnelKey tunnel, Duration memory) {
        List<Measure> known = byClient.get(culprit(tunnel));
        if (known == null) {
            return Known.of(0);
        }
        long since = clock.wall() - memory.toNanos();
        int blocks = 0;
        Measure last = null;
        for (Measure each : known) {
            boolean own = each.tunnel.equals(tunnel);
            boolean stands = own && each.ended == null;
            if (each.block != null && each.block.since() >= since && !stands && !each.isPardoned) {
                blocks++;
            }
            last = own ? each : last;
        }
        if (last == null) {
            return Known.of(blocks);
        }
        if (last.ended == null) {
            return new Known(blocks, last.rung, last.block, null, 0, null);
        }
        long pardon = last.isPardoned ? clock.remaining(last.block.until()) : 0;
        return new Known(
                blocks,
                last.rung,
                null,
                Duration.ofNanos(Math.max(0, -clock.remaining(last.ended))),
                last.ended.wall(),
                pardon > 0 ? Duration.ofNanos(pardon) : null);
    }
}
