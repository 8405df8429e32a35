// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.event.Event;
import org.sekisho.event.EventJournal;
import org.sekisho.event.Origin;
import org.sekisho.event.Tick;
import org.sekisho.event.tls.CertificateChain;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;

class MemoryJournalTest {
    private static Tick tick(long second) {
        return new Tick(new Origin(null, second, second * 1_000_000_000L, false));
    }

    private static List<Event> kept(MemoryJournal journal) {
        List<Event> kept = new ArrayList<>();
        EventJournal.Reader reader = journal.reader();
        for (Event event = reader.next(); event != null; event = reader.next()) {
            kept.add(event);
        }
        return kept;
    }

    @Test
    void showsWhatItKeepsOldestFirst() {
        MemoryJournal journal = new MemoryJournal(bounds(10, 1 << 20));
        List<Event> events = List.of(tick(1), tick(2), tick(3));
        events.forEach(journal::record);
        assertThat(kept(journal)).isEqualTo(events);
        assertThat(journal.reachesBackTo()).isEqualTo(1_000_000_000L);
        assertThat(journal.forgotten()).isZero();
    }

    @Test
    void theOldestGoWhenTheNumberIsReached() {
        MemoryJournal journal = new MemoryJournal(bounds(3, 1 << 20));
        for (int second = 1; second <= 10; second++) {
            journal.record(tick(second));
        }
        assertThat(kept(journal)).containsExactly(tick(8), tick(9), tick(10));
        assertThat(journal.forgotten()).isEqualTo(7);
        assertThat(journal.reachesBackTo()).isEqualTo(8_000_000_000L);
    }

    @Test
    void largeEventsReachTheBoundInBytesBeforeTheNumber() {
        int bound = 1 << 20;
        MemoryJournal journal = new MemoryJournal(bounds(1000, bound));
        Octets certificate = Octets.of(new byte[16384]);
        for (int frame = 1; frame <= 500; frame++) {
            journal.record(
                    new CertificateChain(
                            new Origin(null, frame, frame, true),
                            Direction.TO_CLIENT,
                            List.of(certificate, certificate)));
        }
        assertThat(kept(journal)).hasSizeBetween(20, bound / (2 * certificate.length()));
        assertThat(journal.forgotten()).isEqualTo(500 - kept(journal).size());
    }

    @Test
    void aJournalOfNothingForgetsEverything() {
        MemoryJournal journal = new MemoryJournal(bounds(0, 0));
        journal.record(tick(1));
        assertThat(kept(journal)).isEmpty();
        assertThat(journal.reachesBackTo()).isEqualTo(Long.MAX_VALUE);
        assertThat(journal.forgotten()).isEqualTo(1);
    }

    @Test
    void aNegativeBoundIsRefused() {
        assertThatThrownBy(() -> new MemoryJournal(bounds(-1, 0)))
                .hasMessageContaining("max.events=-1");
    }

    private static JournalConfiguration bounds(int events, long bytes) {
        return Settings.defaults().with("max_events", events).with("max_bytes", bytes).make();
    }
}
