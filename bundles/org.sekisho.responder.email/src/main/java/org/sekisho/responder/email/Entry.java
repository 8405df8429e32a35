// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sekisho.respond.Notice;

/**
 * What a mail is to tell about one case, or one sentence about no case.
 *
 * @param facts the case as it stands; null if it is about none
 * @param lines what happened, the last few
 * @param more how many lines before them were left out
 * @param kinds of all that happened
 * @param causes why it is escalated; empty if it is not
 * @param stopped whether a block was in force last
 */
record Entry(
        CaseFacts facts,
        List<Line> lines,
        int more,
        Set<Notice.Kind> kinds,
        Set<MailSettings.Cause> causes,
        boolean stopped) {
    private static final int MOST_LINES = 8;

    /**
     * Something that happened.
     *
     * @param time wall time in nanoseconds since 1970-01-01
     * @param text printable, cut
     */
    record Line(long time, Notice.Kind kind, String text) {
        private static final int LONGEST = 500;

        static Line of(Notice notice) {
            return new Line(
                    notice.time(),
                    notice.kind(),
                    CaseFacts.printable(notice.text() == null ? "" : notice.text(), LONGEST));
        }
    }

    static Entry of(CaseFacts facts, Line line, Set<MailSettings.Cause> causes) {
        return new Entry(
                facts,
                List.of(line),
                0,
                EnumSet.of(line.kind()),
                Set.copyOf(causes),
                line.kind() == Notice.Kind.BLOCKED);
    }

    /** What it is known by in its list. */
    String key() {
        return facts == null ? "message " + lines.get(0).text() : facts.key();
    }

    /** The same as far as it was told, and this happened since. */
    Entry after(Notice.Kind kind) {
        return switch (kind) {
            case BLOCKED -> new Entry(facts, lines, more, kinds, causes, true);
            case STILL_FLOWING -> new Entry(facts, lines, more, kinds, causes, false);
            default -> this;
        };
    }

    /** The same, and this happened too. */
    Entry and(Entry later) {
        List<Line> all = new ArrayList<>(lines);
        all.addAll(later.lines);
        int left = Math.max(0, all.size() - MOST_LINES);
        Set<Notice.Kind> allKinds = EnumSet.copyOf(kinds);
        allKinds.addAll(later.kinds);
        Set<MailSettings.Cause> allCauses = EnumSet.noneOf(MailSettings.Cause.class);
        allCauses.addAll(causes);
        allCauses.addAll(later.causes);
        return new Entry(
                later.facts,
                List.copyOf(all.subList(left, all.size())),
                more + later.more + left,
                allKinds,
                allCauses,
                later.kinds.contains(Notice.Kind.BLOCKED)
                        || stopped && !later.kinds.contains(Notice.Kind.STILL_FLOWING));
    }
}
