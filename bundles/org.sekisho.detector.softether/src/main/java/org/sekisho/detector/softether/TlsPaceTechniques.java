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
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/**
 * SE-TLS-BEACON and SE-TLS-KEEP: what a session says again and again, at what pace (wire facts
 * §3.4). Both are seen in the middle of a session as well as after its start.
 */
final class TlsPaceTechniques implements TechniqueGroup {
    private static final int FLOWS = 8_192;
    private static final int PAIRS = 8_192;
    private static final int APPLICATION_DATA = 23;

    /** Records of one direction that come this soon after each other were one write. */
    private static final long AT_ONCE = 3_000_000;

    /** More than this is no message of the kinds looked for, whatever follows. */
    private static final int MOST_WRITTEN = 0x10000;

    /** Of AES, in bytes. */
    private static final int BLOCK = 16;

    /**
     * How records may be protected where the handshake wasn't seen: TLS 1.3 first, then the AEAD
     * and stream ciphers of earlier versions, then AES with SHA-1 in each of its forms.
     */
    private static final List<RecordProtection> PROTECTIONS =
            List.of(
                    RecordProtection.TLS_1_3,
                    RecordProtection.of(0x0303, 0xc02f, false),
                    RecordProtection.of(0x0303, 0x0004, false),
                    RecordProtection.of(0x0303, 0x0005, false),
                    RecordProtection.of(0x0303, 0x002f, false),
                    RecordProtection.of(0x0303, 0x002f, true),
                    RecordProtection.of(0x0301, 0x002f, false));

    private record Pair(IpAddress client, Endpoint target) {}

    /** The lengths that come in the rhythm, if records are protected so. */
    private static final class Beacons {
        final RecordProtection protection;
        final boolean guessed;
        final List<Rhythm> rhythms = new ArrayList<>();
        Interval written;
        int steady;

        Beacons(RecordProtection protection, boolean guessed) {
            this.protection = protection;
            this.guessed = guessed;
        }
    }

    /** What is remembered of one stream. */
    private static final class Pace {
        final List<Beacons> beacons = new ArrayList<>();
        final Side[] sides = {new Side(), new Side()};
        boolean kept;
        boolean keptByBoth;
    }

    /** What is remembered of one direction. */
    private static final class Side {
        /** As of the records before the last write, and with it. */
        KeepAlives before = KeepAlives.NONE;

        KeepAlives now = KeepAlives.NONE;
        TlsRecord first;
        TlsRecord last;
        Interval content;
        int length;
        boolean kept;

        /** Takes a record; whether it begins a write. */
        boolean take(TlsRecord record) {
            boolean fresh = last == null || record.time() - last.time() > AT_ONCE;
            if (fresh) {
                before = now;
                first = record;
                content = null;
                length = 0;
            }
            last = record;
            return fresh;
        }

        void holds(Interval held, int bytes) {
            content = together(content, held);
            length = Math.min(length + bytes, MOST_WRITTEN);
        }
    }

    /** Writes of one direction that may all be keep-alives. */
    private record KeepAlives(
            Set<Integer> lengths,
            long last,
            int gaps,
            int shortest,
            int remainder,
            boolean inBlocks) {
        static final KeepAlives NONE = new KeepAlives(Set.of(), Long.MIN_VALUE, 0, 0, 0, true);

        static KeepAlives from(long time, int length) {
            return new KeepAlives(Set.of(length), time, 0, 0, length % BLOCK, true);
        }
    }

    private final Technique beacon;
    private final Technique beacons;
    private final Technique guessed;
    private final Technique agreeing;
    private final Technique blocks;
    private final Technique keep;
    private final Technique keepBoth;
    private final Technique keepOnSeveral;
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
    private final Map<Pair, Long> keeping = new BoundedMap<>(PAIRS);

    TlsPaceTechniques(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        beacon = catalogue.technique("SE-TLS-BEACON");
        beacons = catalogue.technique("SE-TLS-BEACON", "several");
        guessed = catalogue.technique("SE-TLS-BEACON", "guessed");
        agreeing = catalogue.technique("SE-TLS-BEACON", "agreeing");
        blocks = catalogue.technique("SE-TLS-BEACON", "blocks");
        keep = catalogue.technique("SE-TLS-KEEP");
        keepBoth = catalogue.technique("SE-TLS-KEEP", "both");
        keepOnSeveral = catalogue.technique("SE-TLS-KEEP", "connections");
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
        RecordProtection known = sessions.of(event).protection();
        Pace pace = paces.computeIfAbsent(id, i -> begin(known));
        // in mid session nothing tells the suite; TLS 1.3 is by far the most frequent
        RecordProtection protection = known == null ? RecordProtection.TLS_1_3 : known;
        for (TlsRecord record : run.records()) {
            if (record.type() != APPLICATION_DATA) {
                continue;
            }
            Side side = pace.sides[record.direction().ordinal()];
            boolean fresh = side.take(record);
            if (record.direction() == Direction.TO_CLIENT) {
                pace.beacons.forEach(each -> beat(each, record, fresh, run.origin(), out));
            }
            Interval content = protection.content(record.length());
            if (content != null && !pace.keptByBoth) {
                side.holds(content, record.length());
                judgeKeepAlives(pace, side, record, run.origin(), out);
            }
        }
    }

    private static Interval together(Interval before, Interval held) {
        if (before == null) {
            return held;
        }
        return before.from() >= MOST_WRITTEN ? before : before.plus(held.from(), held.to());
    }

    private Pace begin(RecordProtection known) {
        Pace pace = new Pace();
        for (RecordProtection each : known == null ? PROTECTIONS : List.of(known)) {
            boolean guess = known == null && each != RecordProtection.TLS_1_3;
            Beacons beacons = new Beacons(each, guess);
            for (int i = 0; i < beaconLengths.size(); i++) {
                beacons.rhythms.add(new Rhythm(shortestPeriod, longestPeriod, leastMean));
            }
            pace.beacons.add(beacons);
        }
        return pace;
    }

    /** Takes a record by itself, and with those written at once with it. */
    private void beat(
            Beacons beacons, TlsRecord record, boolean fresh, Origin origin, EvidenceListener out) {
        Interval content = beacons.protection.content(record.length());
        if (content == null) {
            beacons.written = null;
            return;
        }
        beacons.written = together(fresh ? null : beacons.written, content);
        boolean beaten = beat(beacons, record, content);
        if (beacons.written != content) {
            beaten |= beat(beacons, record, beacons.written);
        }
        if (beaten) {
            judgeBeacons(beacons, record, origin, out);
        }
    }

    private boolean beat(Beacons beacons, TlsRecord record, Interval content) {
        boolean beaten = false;
        for (int i = 0; i < beaconLengths.size(); i++) {
            if (content.contains(beaconLengths.get(i))) {
                beacons.rhythms.get(i).beat(record.time());
                beaten = true;
            }
        }
        return beaten;
    }

    private void judgeBeacons(
            Beacons beacons, TlsRecord record, Origin origin, EvidenceListener out) {
        List<Integer> steady = new ArrayList<>();
        for (int i = 0; i < beaconLengths.size(); i++) {
            if (beacons.rhythms.get(i).beats() >= periods) {
                steady.add(beaconLengths.get(i));
            }
        }
        if (steady.size() <= beacons.steady) {
            return;
        }
        beacons.steady = steady.size();
        Flow flow = origin.flow();
        new Report(form(beacons), at(record, origin), subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .to(
                        out,
                        "the server sends "
                                + steady
                                + " bytes every "
                                + shortestPeriod / 1_000_000
                                + " to "
                                + longestPeriod / 1_000_000
                                + " ms"
                                + (beacons.guessed
                                        ? ", if records are protected as before TLS 1.3"
                                        : ""));
    }

    private Technique form(Beacons found) {
        if (!found.protection.isExact()) {
            return blocks;
        }
        boolean several = found.steady > 1;
        if (found.guessed) {
            return several ? agreeing : guessed;
        }
        return several ? beacons : beacon;
    }

    private void judgeKeepAlives(
            Pace pace, Side side, TlsRecord record, Origin origin, EvidenceListener out) {
        side.now = after(side.before, side);
        KeepAlives now = side.now;
        if (side.kept || now.gaps < keepGaps || now.shortest * 100 < now.gaps * keepUsualShare) {
            return;
        }
        side.kept = true;
        pace.keptByBoth = pace.kept;
        pace.kept = true;
        Flow flow = origin.flow();
        Pair pair = new Pair(flow.outermost().client().address(), Subjects.target(flow));
        Long other = keeping.putIfAbsent(pair, flow.id());
        boolean several = other != null && other != flow.id();
        Technique form = several ? keepOnSeveral : pace.keptByBoth ? keepBoth : keep;
        new Report(form, at(record, origin), subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .to(
                        out,
                        now.gaps
                                + " gaps of 4 to 10 s between records of ever new length, "
                                + now.shortest
                                + " of them of 4 s"
                                + (several
                                        ? ", as on another connection of the two"
                                        : pace.keptByBoth ? ", in both directions" : ""));
    }

    private KeepAlives after(KeepAlives before, Side side) {
        if (!keepLengths.meets(side.content)) {
            return KeepAlives.NONE;
        }
        long time = side.first.time();
        int length = side.length;
        long gap = before.last == Long.MIN_VALUE ? -1 : time - before.last;
        if (gap < keepLeast || gap > keepMost) {
            return KeepAlives.from(time, length);
        }
        int gaps = before.gaps + 1;
        // uniform lengths rarely repeat; a heartbeat of an application nearly always does
        boolean varied = !before.lengths.contains(length);
        boolean inBlocks = before.inBlocks && length % BLOCK == before.remainder;
        // whole blocks leave a sixteenth of the lengths, so that some come again
        int distinct = inBlocks ? gaps * 2 / 3 : gaps;
        if (!varied && before.lengths.size() < distinct) {
            return KeepAlives.from(time, length);
        }
        Set<Integer> lengths = new HashSet<>(before.lengths);
        lengths.add(length);
        int shortest = before.shortest + (gap <= keepUsual ? 1 : 0);
        return new KeepAlives(lengths, time, gaps, shortest, before.remainder, inBlocks);
    }

    private static Origin at(TlsRecord record, Origin origin) {
        return new Origin(origin.flow(), record.frame(), record.time(), origin.twoWay());
    }
}
