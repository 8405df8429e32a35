// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.detection.Interval;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.tls.TlsRecord;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Direction;

/**
 * SE-TLS-BEACON and SE-TLS-KEEP: what a session says again and again, at what pace (wire facts
 * §3.4). Both are seen in the middle of a session as well as after its start.
 */
final class TlsPaceTechniques implements TechniqueGroup {
    private static final int FLOWS = 8_192;
    private static final int APPLICATION_DATA = 23;

    /** Records of one direction that come this soon after each other were one write. */
    private static final long AT_ONCE = 3_000_000;

    /** What is remembered of one stream. */
    private static final class Pace {
        final List<Rhythm> beacons = new ArrayList<>();
        final Side[] sides = {new Side(), new Side()};
        int steady;
        boolean kept;
    }

    /** What is remembered of one direction. */
    private static final class Side {
        /** As of the records before the last write, and with it. */
        KeepAlives before = KeepAlives.NONE;

        KeepAlives now = KeepAlives.NONE;
        TlsRecord first;
        TlsRecord last;
        Interval content;

        /** Takes a record; what it holds together with those written at once with it. */
        Interval take(TlsRecord record, Interval held) {
            if (last != null && record.time() - last.time() <= AT_ONCE) {
                content = content.plus(held.from(), held.to());
            } else {
                before = now;
                first = record;
                content = held;
            }
            last = record;
            return content;
        }
    }

    /** Writes of one direction that may all be keep-alives. */
    private record KeepAlives(Set<Integer> lengths, long last, int gaps, int shortest) {
        static final KeepAlives NONE = new KeepAlives(Set.of(), Long.MIN_VALUE, 0, 0);

        static KeepAlives from(long time, int length) {
            return new KeepAlives(Set.of(length), time, 0, 0);
        }
    }

    private final Technique beacon;
    private final Technique beacons;
    private final Technique keep;
    private final List<Integer> beaconLengths;
    private final long shortestPeriod;
    private final long longestPeriod;
    private final long leastMean;
    private final int periods;
    private final Interval keepLengths;
    private final long keepLeast;
    private final long keepMost;
    private final long keepUsual;
    private final int keepGaps;
    private final int keepUsualShare;
    private final Subjects subjects;
    private final TlsSessions sessions;
    private final Map<Long, Pace> paces = new BoundedMap<>(FLOWS);

    TlsPaceTechniques(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        beacon = catalogue.technique("SE-TLS-BEACON");
        beacons = catalogue.technique("SE-TLS-BEACON", "several");
        keep = catalogue.technique("SE-TLS-KEEP");
        beaconLengths = catalogue.numbers("beacon.lengths");
        shortestPeriod = catalogue.milliseconds("beacon.period.least.ms");
        longestPeriod = catalogue.milliseconds("beacon.period.most.ms");
        leastMean = catalogue.milliseconds("beacon.mean.least.ms");
        periods = catalogue.number("beacon.periods", 2, 1000);
        keepLengths = catalogue.interval("keep.lengths");
        keepLeast = catalogue.milliseconds("keep.gap.least.ms");
        keepMost = catalogue.milliseconds("keep.gap.most.ms");
        keepUsual = catalogue.milliseconds("keep.gap.usual.ms");
        keepGaps = catalogue.number("keep.gaps", 3, 1000);
        keepUsualShare = catalogue.number("keep.usual.percent", 1, 100);
        this.subjects = subjects;
        this.sessions = sessions;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(TlsRecords.class, FlowEnded.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        long id = event.origin().flow().id();
        if (event instanceof FlowEnded) {
            paces.remove(id);
            return;
        }
        TlsRecords run = (TlsRecords) event;
        if (sessions.of(event).offersAlpn()) {
            return;
        }
        Pace pace = paces.computeIfAbsent(id, i -> begin());
        RecordProtection known = sessions.of(event).protection();
        // in mid session nothing tells the suite; TLS 1.3 is by far the most frequent
        RecordProtection protection = known == null ? RecordProtection.TLS_1_3 : known;
        for (TlsRecord record : run.records()) {
            Interval content =
                    record.type() == APPLICATION_DATA ? protection.content(record.length()) : null;
            if (content != null) {
                take(pace, record, content, run.origin(), out);
            }
        }
    }

    private Pace begin() {
        Pace pace = new Pace();
        beaconLengths.forEach(
                l -> pace.beacons.add(new Rhythm(shortestPeriod, longestPeriod, leastMean)));
        return pace;
    }

    private void take(
            Pace pace, TlsRecord record, Interval content, Origin origin, EvidenceListener out) {
        Side side = pace.sides[record.direction().ordinal()];
        Interval written = side.take(record, content);
        if (record.direction() == Direction.TO_CLIENT && content.exact()) {
            beat(pace, record, content.from(), origin, out);
            if (side.first != record) {
                beat(pace, record, written.from(), origin, out);
            }
        }
        if (!pace.kept) {
            judgeKeepAlives(pace, side, record, origin, out);
        }
    }

    private void beat(
            Pace pace, TlsRecord record, int length, Origin origin, EvidenceListener out) {
        int which = beaconLengths.indexOf(length);
        if (which >= 0) {
            pace.beacons.get(which).beat(record.time());
            judgeBeacons(pace, record, origin, out);
        }
    }

    private void judgeBeacons(Pace pace, TlsRecord record, Origin origin, EvidenceListener out) {
        List<Integer> steady = new ArrayList<>();
        for (int i = 0; i < beaconLengths.size(); i++) {
            if (pace.beacons.get(i).beats() >= periods) {
                steady.add(beaconLengths.get(i));
            }
        }
        if (steady.size() <= pace.steady) {
            return;
        }
        pace.steady = steady.size();
        Flow flow = origin.flow();
        new Report(steady.size() > 1 ? beacons : beacon, at(record, origin), subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .to(
                        out,
                        "the server sends "
                                + steady
                                + " bytes every "
                                + shortestPeriod / 1_000_000
                                + " to "
                                + longestPeriod / 1_000_000
                                + " ms");
    }

    private void judgeKeepAlives(
            Pace pace, Side side, TlsRecord record, Origin origin, EvidenceListener out) {
        side.now = after(side.before, side.first.time(), side.content);
        KeepAlives now = side.now;
        if (now.gaps >= keepGaps && now.shortest * 100 >= now.gaps * keepUsualShare) {
            pace.kept = true;
            Flow flow = origin.flow();
            new Report(keep, at(record, origin), subjects.of(flow))
                    .tunnel(Subjects.method(flow))
                    .to(
                            out,
                            now.gaps
                                    + " gaps of 4 to 10 s between records of ever new length, "
                                    + now.shortest
                                    + " of them of 4 s");
        }
    }

    private KeepAlives after(KeepAlives before, long time, Interval content) {
        if (!keepLengths.meets(content)) {
            return KeepAlives.NONE;
        }
        long gap = before.last == Long.MIN_VALUE ? -1 : time - before.last;
        int length = content.to();
        if (gap < keepLeast || gap > keepMost) {
            return KeepAlives.from(time, length);
        }
        int gaps = before.gaps + 1;
        // uniform lengths rarely repeat; a heartbeat of an application nearly always does
        boolean varied = !before.lengths.contains(length);
        if (!varied && before.lengths.size() < gaps) {
            return KeepAlives.from(time, length);
        }
        Set<Integer> lengths = new HashSet<>(before.lengths);
        lengths.add(length);
        return new KeepAlives(lengths, time, gaps, before.shortest + (gap <= keepUsual ? 1 : 0));
    }

    private static Origin at(TlsRecord record, Origin origin) {
        return new Origin(origin.flow(), record.frame(), record.time(), origin.twoWay());
    }
}
