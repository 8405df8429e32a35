// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.util.List;
import java.util.Locale;
import org.sekisho.detect.State;
import org.sekisho.respond.Notice;

/** Severities, in the order of their numbers (RFC 5424 §6.2.1, table 2). */
enum Severity {
    EMERG,
    ALERT,
    CRIT,
    ERR,
    WARNING,
    NOTICE,
    INFO,
    DEBUG;

    /** Facilities whose name is not the number's own: RFC 5424 §6.2.1, table 1. */
    private static final List<String> FACILITIES =
            List.of(
                    "kern",
                    "user",
                    "mail",
                    "daemon",
                    "auth",
                    "syslog",
                    "lpr",
                    "news",
                    "uucp",
                    "cron",
                    "authpriv");

    private static final int LOCAL0 = 16;

    /** The severity that the configuration asks for; null for {@code auto}. */
    static Severity configured(String name) {
        return name.equals("auto") ? null : valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Number of a facility. */
    static int facility(String name) {
        return name.startsWith("local")
                ? LOCAL0 + Integer.parseInt(name.substring("local".length()))
                : FACILITIES.indexOf(name);
    }

    /** What fits the notice. */
    static Severity of(Notice notice) {
        return switch (notice.kind()) {
            case TROUBLE, STILL_FLOWING -> ERR;
            case DETECTED, CHANGED ->
                    notice.detection() == null || notice.detection().state() == State.SUSPECTED
                            ? NOTICE
                            : WARNING;
            case BLOCKED -> NOTICE;
            case RELEASED, PROVED, QUIET, TEST -> INFO;
        };
    }
}
