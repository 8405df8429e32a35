// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sekisho.decide.Decision;
import org.sekisho.detect.State;
import org.sekisho.respond.Notice;

/**
 * Decides what is told to whom. A case is told once. It is told again only if it has become surer,
 * if a block fails to hold it, or if it is seen again long after; all else that happens to it is
 * added to the mail that is still to be made, or left to the status and the logs.
 */
final class Triage {
    private final MailSettings settings;
    private final MailingList regular;
    private final MailingList escalation;

    /**
     * @param escalation null if nothing is escalated
     */
    Triage(MailSettings settings, MailingList regular, MailingList escalation) {
        this.settings = settings;
        this.regular = regular;
        this.escalation = escalation;
    }

    /**
     * Takes a notice.
     *
     * @param now monotonic time in nanoseconds
     * @param at wall time in milliseconds since 1970-01-01
     */
    void take(Notice notice, long now, long at) {
        if (notice.detection() == null) {
            if (notice.kind() == Notice.Kind.TROUBLE) {
                sentence(notice, now, at);
            }
            return;
        }
        if (notice.decision() != null && notice.decision().verdict() == Decision.Verdict.IGNORE) {
            return;
        }
        CaseFacts facts = CaseFacts.of(notice);
        Entry.Line line = Entry.Line.of(notice);
        Told told = regular.told(facts.key(), facts, at);
        if (regular.isGathering(facts.key())
                || (told == null ? isNews(notice.kind(), facts) : isWorse(told, notice, facts))) {
            regular.gather(Entry.of(facts, line, Set.of()), now);
        }
        regular.happened(facts.key(), notice.kind());
        if (escalation != null) {
            escalate(notice, facts, line, now, at);
        }
    }

    /** Something about no case; the same sentence is told once in a while. */
    private void sentence(Notice notice, long now, long at) {
        Entry entry = Entry.of(null, Entry.Line.of(notice), Set.of());
        Told told = regular.told(entry.key(), null, at);
        if (regular.isGathering(entry.key())
                || told == null
                || at >= told.at() + settings.repeatAfter().toMillis()) {
            regular.gather(entry, now);
        }
        if (escalation != null
                && settings.escalationOn().contains(MailSettings.Cause.TROUBLE)
                && (escalation.isGathering(entry.key())
                        || escalation.told(entry.key(), null, at) == null)) {
            escalation.gather(
                    Entry.of(null, Entry.Line.of(notice), Set.of(MailSettings.Cause.TROUBLE)), now);
        }
    }

    private boolean isNews(Notice.Kind kind, CaseFacts facts) {
        return kind != Notice.Kind.RELEASED
                && kind != Notice.Kind.PROVED
                && kind != Notice.Kind.QUIET
                && facts.state().compareTo(settings.least()) >= 0;
    }

    private boolean isWorse(Told told, Notice notice, CaseFacts facts) {
        return switch (notice.kind()) {
            case STILL_FLOWING, TROUBLE -> !told.kinds().contains(notice.kind());
            case DETECTED, CHANGED, BLOCKED ->
                    facts.state().compareTo(told.facts().state()) > 0
                            || isBack(told, notice, facts);
            default -> false;
        };
    }

    /** By packet time: what a restart finds in the journal is not seen again. */
    private boolean isBack(Told told, Notice notice, CaseFacts facts) {
        return notice.kind() == Notice.Kind.DETECTED
                && TimeUnit.NANOSECONDS.toMillis(facts.lastSeen())
                        >= told.at() + settings.repeatAfter().toMillis();
    }

    private void escalate(Notice notice, CaseFacts facts, Entry.Line line, long now, long at) {
        Set<MailSettings.Cause> causes = EnumSet.noneOf(MailSettings.Cause.class);
        if (facts.state() == State.CONFIRMED) {
            causes.add(MailSettings.Cause.CONFIRMED);
        }
        if (notice.kind() == Notice.Kind.STILL_FLOWING) {
            causes.add(MailSettings.Cause.STILL_FLOWING);
        }
        if (notice.kind() == Notice.Kind.TROUBLE) {
            causes.add(MailSettings.Cause.TROUBLE);
        }
        causes.retainAll(settings.escalationOn());
        Told told = escalation.told(facts.key(), facts, at);
        if (told != null) {
            causes.removeAll(told.causes());
        }
        if (!causes.isEmpty() || escalation.isGathering(facts.key())) {
            escalation.gather(Entry.of(facts, line, causes), now);
        }
    }

    /** Escalates what was told long ago and is not blocked. */
    void escalateOverdue(long now, long at) {
        if (escalation == null || settings.escalationAfter() == null) {
            return;
        }
        for (Told told : regular.told()) {
            if (told.facts() != null
                    && !told.stopped()
                    && !told.causes().contains(MailSettings.Cause.AFTER)
                    && at >= told.at() + settings.escalationAfter().toMillis()) {
                Entry.Line line =
                        new Entry.Line(TimeUnit.MILLISECONDS.toNanos(at), Notice.Kind.CHANGED, "");
                escalation.gather(
                        Entry.of(told.facts(), line, Set.of(MailSettings.Cause.AFTER)), now);
                regular.escalated(told);
            }
        }
    }
}
