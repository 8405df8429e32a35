// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import org.sekisho.policy.rule.Protection;

/** The protect list of this moment, made anew when what is seen or configured has changed. */
public final class ProtectedNow {
    private final SurroundingsWatch watch;
    private final Protection configured;
    private volatile Made made;

    private record Made(Surroundings from, ProtectList list) {}

    /**
     * The list for this configuration.
     *
     * @param watch null if nobody looks around
     */
    public ProtectedNow(SurroundingsWatch watch, Protection configured) {
        this.watch = watch;
        this.configured = configured;
        if (watch != null) {
            watch.administration(configured.administrationPorts());
        }
    }

    /** What holds everywhere and was configured, for a command that enforces nothing. */
    public static ProtectList anywhere(Protection configured) {
        return new ProtectList(Surroundings.NONE, configured);
    }

    /** The list. */
    public ProtectList list() {
        Surroundings seen = watch == null ? null : watch.seen();
        Made last = made;
        if (last == null || last.from() != seen) {
            last = new Made(seen, new ProtectList(seen, configured));
            made = last;
        }
        return last.list();
    }
}
