// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.EnumSet;
import java.util.Set;
import org.sekisho.respond.Notice;

/**
 * What the readers of a list know already.
 *
 * @param key what it is known by in the list
 * @param facts the case as they know it, without its evidence; null if it is about none
 * @param at wall time in milliseconds since 1970-01-01 at which they were told last
 * @param kinds of what they were told
 * @param causes for which it was escalated
 * @param stopped whether a block was in force last
 */
record Told(
        String key,
        CaseFacts facts,
        long at,
        Set<Notice.Kind> kinds,
        Set<MailSettings.Cause> causes,
        boolean stopped) {

    /** After a mail with this entry. */
    static Told of(Entry entry, Told before, long at) {
        Set<Notice.Kind> kinds = EnumSet.copyOf(entry.kinds());
        Set<MailSettings.Cause> causes = EnumSet.noneOf(MailSettings.Cause.class);
        causes.addAll(entry.causes());
        if (before != null) {
            kinds.addAll(before.kinds);
            causes.addAll(before.causes);
        }
        return new Told(
                entry.key(),
                entry.facts() == null ? null : entry.facts().brief(),
                at,
                kinds,
                causes,
                entry.stopped());
    }

    /** The same, and this happened since. */
    Told after(Notice.Kind kind) {
        return switch (kind) {
            case BLOCKED -> new Told(key, facts, at, kinds, causes, true);
            case STILL_FLOWING -> new Told(key, facts, at, kinds, causes, false);
            default -> this;
        };
    }

    /** The same, and it was escalated because time went by. */
    Told escalated() {
        Set<MailSettings.Cause> more = EnumSet.of(MailSettings.Cause.AFTER);
        more.addAll(causes);
        return new Told(key, facts, at, kinds, more, stopped);
    }
}
