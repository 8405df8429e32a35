// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

/** When the journal is full: what is beyond a quota, then flows that are over, then all others. */
@Tag("long")
class WhatGoesFirstTest {
    private static final long BYTES = 4L << 20;

    /** The room that is kept free, and what a step reads at a time. */
    private static final long SLACK = 8 * BYTES / 64;

    @TempDir private Path home;
    private DiskJournal journal;
    private long recorded;
    private long frame;

    @BeforeEach
    void open() {
        open(Settings.defaults());
    }

    private void open(Settings settings) {
        if (journal != null) {
            journal.stop();
        }
        journal =
                new DiskJournal(
                        home.resolve("data/journal"),
                        settings.with("max_disk_bytes", BYTES).make(),
                        Events.CLASSES);
    }

    @AfterEach
    void staysWithinItsBounds() {
        assertThat(journal.ring().damaged()).isZero();
        assertThat(journal.ring().lost()).isZero();
        assertThat(journal.keeper().trouble()).isNull();
        assertThat(journal.keeper().bytesRewritten())
                .isLessThanOrEqualTo(3 * journal.keeper().bytesWritten());
        journal.stop();
    }

    /** Records, as often as asked, and lets the keeper do its work now and then. */
    private void record(int times, LongFunction<List<Event>> events) throws IOException {
        for (int i = 0; i < times; i++) {
            for (Event event : events.apply(++frame)) {
                journal.record(event);
                recorded++;
            }
            if (i % 200 == 0) {
                journal.keeper().keepNow();
                assertThat(bytesOnDisk()).isLessThanOrEqualTo(BYTES);
            }
        }
        journal.keeper().keepNow();
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(home.resolve("data/journal"))) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static List<Event> over(long frame) {
        Flow flow = Events.flow(frame + 1000);
        return List.of(
                new FlowStarted(Events.origin(flow, frame), true),
                turns(flow, frame),
                Events.ended(flow.id(), frame));
    }

    private static FlowTurns turns(Flow flow, long frame) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            turns.add(new Turn(Direction.TO_SERVER, frame + i, 7, frame, frame));
        }
        return new FlowTurns(Events.origin(flow, frame), turns);
    }

    private static CertificateChain certificate(Flow flow, long frame) {
        byte[] bytes = new byte[300];
        bytes[0] = (byte) frame;
        bytes[1] = (byte) (frame >> 8);
        return new CertificateChain(
                Events.origin(flow, frame), Direction.TO_CLIENT, List.of(Octets.of(bytes)));
    }

    private List<Event> shown() {
        return Events.shown(journal);
    }

    private List<Long> frames() {
        return shown().stream().map(event -> event.origin().frame()).toList();
    }

    /** All of them are shown, equal and in this order; told without thousands of events. */
    private void assertKept(List<Event> events) {
        Set<Event> expected = new HashSet<>(events);
        assertThat(shown().stream().filter(expected::contains).toList()).isEqualTo(events);
    }

    private long bytes(Class<?> type) {
        return journal.ring().segments().stream()
                .mapToLong(segment -> segment.contents().bytes(type.getName()))
                .sum();
    }

    private long oldest(Class<?> type) {
        return shown().stream()
                .filter(type::isInstance)
                .mapToLong(event -> event.origin().frame())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Test
    void aTypeThatFloodsKeepsToItsQuotaAndTheOthersReachFurtherBack() throws IOException {
        open(Settings.defaults().with("quotas", new String[] {"FlowTurns=20", "*=90"}));
        record(60_000, WhatGoesFirstTest::over);
        assertThat(bytes(FlowTurns.class)).isLessThanOrEqualTo(BYTES / 5 + SLACK);
        long turnsReach = frame - oldest(FlowTurns.class);
        long startsReach = frame - oldest(FlowStarted.class);
        assertThat(startsReach).isGreaterThan(2 * turnsReach);
        assertThat(journal.ring().forgotten().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(recorded - shown().size());
        assertThat(journal.ring().completeFromByType())
                .containsKey(FlowStarted.class.getName())
                .doesNotContainKey(FlowTurns.class.getName());
        long complete = journal.reachesBackTo();
        assertThat(shown().stream().filter(e -> e.origin().time() >= complete).count())
                .as("complete from there on: three events a frame")
                .isEqualTo(3 * (frame - frameOf(complete) + 1));
    }

    private static long frameOf(long time) {
        return (time - Events.origin(null, 0).time()) / 1_000_000L;
    }

    @Test
    void withoutQuotasAllTypesReachEquallyFar() throws IOException {
        open(Settings.defaults().with("quotas", new String[] {"*=100"}));
        record(30_000, WhatGoesFirstTest::over);
        assertThat(oldest(FlowStarted.class)).isBetween(1000L, oldest(FlowTurns.class));
        assertThat(oldest(FlowTurns.class) - oldest(FlowStarted.class)).isLessThan(100);
    }

    @Test
    void aFlowThatNobodyEndsCanNotPassItsQuotaEither() throws IOException {
        open(Settings.defaults().with("quotas", new String[] {"FlowTurns=10", "*=90"}));
        Flow endless = Events.flow(1);
        record(
                30_000,
                number ->
                        List.of(
                                turns(endless, number),
                                Events.started(number + 1000, number),
                                Events.ended(number + 1000, number)));
        assertThat(bytes(FlowTurns.class)).isLessThanOrEqualTo(BYTES / 10 + SLACK);
    }

    @Test
    void eventsOfFlowsThatAreAliveOutliveThoseOfOthersAlsoOverARestart() throws IOException {
        List<Event> alive = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            Flow flow = Events.flow(i);
            alive.add(new FlowStarted(Events.origin(flow, ++frame), true));
            alive.add(certificate(flow, frame));
        }
        alive.forEach(journal::record);
        journal.record(certificate(Events.flow(60), ++frame));
        journal.record(Events.ended(60, ++frame));
        recorded += alive.size() + 2;
        record(20_000, WhatGoesFirstTest::over);
        assertKept(alive);
        assertThat(frames()).doesNotContain(52L);
        // the journal of another process, in which those flows say something once in a while
        record(1, number -> List.of(turns(Events.flow(1), number), turns(Events.flow(2), number)));
        open(Settings.defaults());
        record(20_000, WhatGoesFirstTest::over);
        assertKept(alive.subList(0, 4));
        // what is over goes
        record(1, number -> List.of(Events.ended(1, number)));
        record(20_000, WhatGoesFirstTest::over);
        assertThat(frames()).doesNotContain(1L);
        assertKept(alive.subList(2, 4));
    }

    @Test
    void whereAllFlowsAreAliveTheOldestGo() throws IOException {
        record(
                30_000,
                number ->
                        List.of(
                                Events.started(number, number),
                                certificate(Events.flow(number), number)));
        List<Event> shown = shown();
        assertThat(shown.get(shown.size() - 1)).isEqualTo(certificate(Events.flow(frame), frame));
        assertThat(oldest(FlowStarted.class)).isGreaterThan(1000);
        assertThat(shown().size()).isGreaterThan(6000);
    }

    @Test
    void whatOthersReferToIsKeptWithThem() throws IOException {
        // a request within a stream that a proxy carries, with texts that were seen before
        List<Event> alive = new ArrayList<>();
        for (long i = 0; i < 60; i++) {
            alive.add(Events.some(7 * i + 2));
        }
        alive.forEach(journal::record);
        recorded += alive.size();
        frame = 1000;
        record(20_000, WhatGoesFirstTest::over);
        assertThat(alive).hasOnlyElementsOfType(HttpRequest.class);
        assertKept(alive);
    }
}
