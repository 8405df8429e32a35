// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.util.Objects;
import java.util.function.Consumer;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Decision.Verdict;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.enforcement.notice.Sentences;
import org.sekisho.enforcement.time.Clock;
import org.sekisho.record.Records;
import org.sekisho.respond.Notice;

/**
 * Tells people of cases: once when one becomes a detection, and again when it has become surer or
 * is about somebody or something else. What was recorded in an earlier run was told in it.
 */
public final class CaseNotices {
    private final Clock clock;
    private final Consumer<Notice> notices;

    /** Tells these. */
    public CaseNotices(Clock clock, Consumer<Notice> notices) {
        this.clock = clock;
        this.notices = notices;
    }

    /**
     * A case has a new state.
     *
     * @param recorded the case as it is recorded now and was before; null if it could not be
     */
    void tell(KnownCase one, Decision decision, Records.Recorded recorded) {
        if (decision.verdict() == Verdict.IGNORE) {
            return;
        }
        Detection now = one.detection();
        boolean isNew = recorded != null ? recorded.before() == null : one.decision() == null;
        Detection before = recorded != null && !isNew ? recorded.before().detection() : one.told();
        one.told(now);
        if (isNew) {
            tell(Notice.Kind.DETECTED, one, decision);
        } else if (before != null && isDifferent(before, now)) {
            tell(Notice.Kind.CHANGED, one, decision);
        }
    }

    private void tell(Notice.Kind kind, KnownCase one, Decision decision) {
        notices.accept(
                new Notice(
                        kind,
                        one.caseId(),
                        clock.wall(),
                        one.detection(),
                        decision,
                        Sentences.tunnel(one.detection()) + ". " + decision.reason()));
    }

    private static boolean isDifferent(Detection before, Detection now) {
        return now.state().compareTo(before.state()) > 0
                || !isSame(before.client(), now.client())
                || !isSame(before.server(), now.server())
                || !before.methods().containsAll(now.methods());
    }

    /** A port that changes with each connection is no news. */
    private static boolean isSame(Party one, Party other) {
        return one == null
                ? other == null
                : other != null
                        && Objects.equals(one.address(), other.address())
                        && Objects.equals(one.mac(), other.mac())
                        && Objects.equals(one.name(), other.name());
    }
}
