// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.detect.Detection;
import org.sekisho.detect.State;
import org.sekisho.respond.Notice;
import org.sekisho.testkit.notice.SampleNotices;

/** What is told, to whom and how often; time goes by as the test says. */
class TriageTest {
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(2);

    @TempDir private Path folder;
    private MailingList regular;
    private MailingList escalation;
    private Triage triage;
    private long now = -5_000_000_000L;
    private long at = TimeUnit.NANOSECONDS.toMillis(SampleNotices.TIME);

    @BeforeEach
    void begin() {
        begin(Map.of("escalation_to", "boss@example.org", "escalation_after", "1h"));
    }

    private void begin(Map<String, Object> named) {
        Map<String, Object> all = new HashMap<>(named);
        all.put("smtp_host", "mail.example.org");
        all.put("from", "sekisho@example.org");
        all.put("to", "admin@example.org");
        regular = list("to", 1 << 20);
        escalation = list("escalation", 1 << 20);
        triage = new Triage(MailSettings.of(Settings.of(all)), regular, escalation);
    }

    private MailingList list(String name, long bytes) {
        return new MailingList(new SpoolFolder(folder.resolve(name)), WINDOW, bytes, now);
    }

    private void take(Notice notice) {
        triage.take(notice, now, at);
    }

    private void take(Notice.Kind kind, long caseId, State state) {
        take(SampleNotices.about(kind, caseId, state, SampleNotices.NAME));
    }

    private void goBy(Duration time) {
        now += time.toNanos();
        at += time.toMillis();
    }

    /** What a mail that is sent now tells. */
    private List<Entry> mailed(MailingList list) {
        List<Entry> entries = list.take();
        list.delivered(at);
        return entries;
    }

    private List<String> files(String list) throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve(list))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aCaseIsToldOnceHoweverMuchHappensToIt() {
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        assertThat(regular.dueAt()).isEqualTo(now + WINDOW);
        goBy(Duration.ofSeconds(30));
        take(SampleNotices.blocked(Notice.Kind.BLOCKED, 1));
        take(SampleNotices.blocked(Notice.Kind.PROVED, 1));
        List<Entry> entries = mailed(regular);
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).lines())
                .extracting(Entry.Line::kind)
                .containsExactly(Notice.Kind.DETECTED, Notice.Kind.BLOCKED, Notice.Kind.PROVED);
        assertThat(regular.dueAt()).isNull();
        take(SampleNotices.blocked(Notice.Kind.RELEASED, 1));
        take(SampleNotices.blocked(Notice.Kind.BLOCKED, 1));
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        take(Notice.Kind.CHANGED, 1, State.CONFIRMED);
        assertThat(mailed(regular)).isEmpty();
    }

    @Test
    void itIsToldAgainWhenItGetsWorse() {
        take(Notice.Kind.DETECTED, 1, State.LIKELY);
        assertThat(mailed(regular)).hasSize(1);
        take(Notice.Kind.CHANGED, 1, State.CONFIRMED);
        assertThat(mailed(regular)).hasSize(1);
        for (int i = 0; i < 5; i++) {
            take(SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 1));
        }
        assertThat(mailed(regular)).hasSize(1);
        take(SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 1));
        assertThat(mailed(regular)).isEmpty();
    }

    @Test
    void suspicionsAreNotMailedUntilTheyBecomeMore() {
        take(Notice.Kind.DETECTED, 1, State.SUSPECTED);
        take(SampleNotices.blocked(Notice.Kind.RELEASED, 2));
        assertThat(mailed(regular)).isEmpty();
        take(Notice.Kind.CHANGED, 1, State.LIKELY);
        assertThat(mailed(regular)).hasSize(1);
    }

    @Test
    void aCaseThatComesAgainLongAfterIsToldAgain() {
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        mailed(regular);
        goBy(Duration.ofHours(25));
        // found again in the journal, by a restart: its packets are old
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        assertThat(mailed(regular)).isEmpty();
        Detection seen = SampleNotices.detection(1, State.CONFIRMED, "a.example");
        Detection again =
                new Detection(
                        1,
                        seen.tunnel(),
                        seen.state(),
                        seen.confidence(),
                        seen.prior(),
                        seen.client(),
                        seen.server(),
                        seen.method(),
                        seen.methods(),
                        null,
                        seen.transport(),
                        null,
                        seen.firstSeen(),
                        TimeUnit.MILLISECONDS.toNanos(at),
                        1,
                        true,
                        List.of(),
                        List.of());
        take(
                new Notice(
                        Notice.Kind.DETECTED,
                        1,
                        TimeUnit.MILLISECONDS.toNanos(at),
                        again,
                        null,
                        "again"));
        assertThat(mailed(regular)).hasSize(1);
    }

    @Test
    void afterARestartNothingIsToldTwiceAndNothingIsForgotten() throws Exception {
        for (int i = 1; i <= 100; i++) {
            take(Notice.Kind.DETECTED, i, State.CONFIRMED);
        }
        mailed(regular);
        take(Notice.Kind.DETECTED, 101, State.CONFIRMED);
        assertThat(files("to")).containsExactly("101.entry", "told");
        goBy(Duration.ofMinutes(1));

        begin();
        // the same cases are found again
        for (int i = 1; i <= 101; i++) {
            take(Notice.Kind.DETECTED, i, State.CONFIRMED);
        }
        // a window begins anew: no mail at once
        assertThat(regular.dueAt()).isEqualTo(now + WINDOW);
        List<Entry> entries = mailed(regular);
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).facts().caseId()).isEqualTo(101);
        assertThat(entries.get(0).lines()).hasSize(2);
        assertThat(files("to")).containsExactly("told");
    }

    @Test
    void aCaseNumberThatIsGivenAnewIsAnotherCase() {
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        mailed(regular);
        Detection other = SampleNotices.detection(77, State.CONFIRMED, null);
        Detection elsewhere =
                new Detection(
                        1,
                        other.tunnel(),
                        other.state(),
                        other.confidence(),
                        other.prior(),
                        other.client(),
                        null,
                        other.method(),
                        other.methods(),
                        null,
                        other.transport(),
                        null,
                        other.firstSeen(),
                        other.lastSeen(),
                        1,
                        true,
                        List.of(),
                        List.of());
        take(new Notice(Notice.Kind.DETECTED, 1, SampleNotices.TIME, elsewhere, null, "x"));
        assertThat(mailed(regular)).hasSize(1);
    }

    @Test
    void aMailThatFailsIsMadeAgainWithWhatCameMeanwhile() throws Exception {
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        take(Notice.Kind.DETECTED, 2, State.LIKELY);
        assertThat(regular.take()).hasSize(2);
        // while it is being sent: nothing new, something worse, and another case
        take(Notice.Kind.DETECTED, 1, State.CONFIRMED);
        take(Notice.Kind.CHANGED, 2, State.CONFIRMED);
        take(Notice.Kind.DETECTED, 3, State.CONFIRMED);
        regular.failed(now);
        List<Entry> entries = mailed(regular);
        assertThat(entries)
                .extracting(entry -> entry.facts().caseId())
                .containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(entries.get(1).facts().state()).isEqualTo(State.CONFIRMED);
        assertThat(files("to")).containsExactly("told");
        assertThat(regular.bytes()).isZero();
    }

    @Test
    void whatComesWhileAMailIsSentIsToldInTheNext() {
        take(Notice.Kind.DETECTED, 2, State.LIKELY);
        assertThat(regular.take()).hasSize(1);
        take(Notice.Kind.CHANGED, 2, State.CONFIRMED);
        regular.delivered(at);
        assertThat(mailed(regular)).hasSize(1);
    }

    @Test
    void sentencesAreToldOnceInAWhile() {
        for (int i = 0; i < 1000; i++) {
            take(SampleNotices.trouble("the circuit breaker opened"));
        }
        List<Entry> entries = mailed(regular);
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).more()).isEqualTo(992);
        take(SampleNotices.trouble("the circuit breaker opened"));
        take(SampleNotices.test());
        assertThat(mailed(regular)).isEmpty();
        goBy(Duration.ofDays(1));
        take(SampleNotices.trouble("the circuit breaker opened"));
        assertThat(mailed(regular)).hasSize(1);
    }

    @Test
    void whatGetsWorseIsEscalatedOnceForEachCause() {
        take(Notice.Kind.DETECTED, 1, State.LIKELY);
        assertThat(mailed(escalation)).isEmpty();
        take(Notice.Kind.CHANGED, 1, State.CONFIRMED);
        assertThat(mailed(escalation).get(0).causes())
                .containsExactly(MailSettings.Cause.CONFIRMED);
        take(Notice.Kind.CHANGED, 1, State.CONFIRMED);
        assertThat(mailed(escalation)).isEmpty();
        take(SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 1));
        assertThat(mailed(escalation).get(0).causes())
                .containsExactly(MailSettings.Cause.STILL_FLOWING);
        take(SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 1));
        take(SampleNotices.trouble("x"));
        assertThat(mailed(escalation)).isEmpty();
    }

    @Test
    void whatNobodyStopsIsEscalatedAfterATime() {
        take(Notice.Kind.DETECTED, 1, State.LIKELY);
        take(Notice.Kind.DETECTED, 2, State.LIKELY);
        take(Notice.Kind.DETECTED, 3, State.LIKELY);
        assertThat(regular.take()).hasSize(3);
        // while the mail is being sent
        take(SampleNotices.blocked(Notice.Kind.BLOCKED, 3));
        regular.delivered(at);
        take(SampleNotices.blocked(Notice.Kind.BLOCKED, 2));
        escalation.take();
        escalation.delivered(at);
        goBy(Duration.ofMinutes(59));
        triage.escalateOverdue(now, at);
        assertThat(mailed(escalation)).isEmpty();
        regular.store();
        begin();
        goBy(Duration.ofMinutes(1));
        triage.escalateOverdue(now, at);
        triage.escalateOverdue(now, at);
        List<Entry> entries = mailed(escalation);
        assertThat(entries).extracting(entry -> entry.facts().caseId()).containsExactly(1L);
        assertThat(entries.get(0).causes()).containsExactly(MailSettings.Cause.AFTER);
        goBy(Duration.ofHours(5));
        triage.escalateOverdue(now, at);
        assertThat(mailed(escalation)).isEmpty();
    }

    @Test
    void theSpoolIsBoundedAndWhatIsTooMuchIsCounted() throws Exception {
        regular = list("small", 20_000);
        triage =
                new Triage(
                        MailSettings.of(
                                Settings.of(
                                        Map.of(
                                                "smtp_host",
                                                "h",
                                                "from",
                                                "a@b.example",
                                                "to",
                                                "a@b.example"))),
                        regular,
                        null);
        for (int i = 1; i <= 100; i++) {
            take(Notice.Kind.DETECTED, i, State.CONFIRMED);
        }
        assertThat(regular.count() + regular.dropped()).isEqualTo(100);
        assertThat(regular.dropped()).isPositive();
        assertThat(regular.bytes()).isBetween(18_000L, 20_000L);
        long onDisk = 0;
        for (String file : files("small")) {
            onDisk += Files.size(folder.resolve("small").resolve(file));
        }
        assertThat(onDisk).isEqualTo(regular.bytes());
        // the first ones are kept
        assertThat(mailed(regular).get(0).facts().caseId()).isEqualTo(1);
        assertThat(regular.bytes()).isZero();
        assertThat(regular.droppedSinceMail()).isZero();
    }

    @Test
    void whatADamagedDiskLeftIsCountedAndTheRestIsMailed() throws Exception {
        List<Long> cases = new ArrayList<>();
        for (long i = 1; i <= 6; i++) {
            take(Notice.Kind.DETECTED, i, State.CONFIRMED);
            cases.add(i);
        }
        Path list = folder.resolve("to");
        byte[] bytes = Files.readAllBytes(list.resolve("2.entry"));
        bytes[40] ^= 1;
        Files.write(list.resolve("2.entry"), bytes);
        Files.write(list.resolve("3.entry"), new byte[0]);
        Files.write(list.resolve("4.entry"), new byte[] {1, 2, 3});
        Files.writeString(list.resolve("9.entry.half"), "half");
        Files.write(list.resolve("told"), new byte[] {1, 0, 0, 0, 0, 9});
        begin();
        assertThat(regular.dropped()).isEqualTo(3);
        assertThat(mailed(regular))
                .extracting(entry -> entry.facts().caseId())
                .containsExactly(1L, 5L, 6L);
        assertThat(files("to")).containsExactly("told");
    }
}
