// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.check;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.sekisho.operate.Escaped;

/**
 * A place where a block may not hold.
 *
 * @param severity how bad it is
 * @param where the place, as the system calls it
 * @param what what happens there, in a sentence for people
 * @param remedy what to do about it
 */
record Finding(Severity severity, String where, String what, String remedy) {
    /** How bad. */
    enum Severity {
        /** Some traffic passes in spite of a block. */
        BYPASS,
        /** Some kinds of blocks do not hold there. */
        PARTLY,
        /** Something to know. */
        NOTE
    }

    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "finding");
        row.put("severity", severity.name().toLowerCase(Locale.ROOT));
        row.put("where", Escaped.of(where));
        row.put("what", Escaped.of(what));
        row.put("remedy", Escaped.of(remedy));
        return row;
    }

    String text() {
        return "%-7s %s%n        %s%n        What to do: %s%n"
                .formatted(
                        severity.name().toLowerCase(Locale.ROOT),
                        Escaped.of(where),
                        Escaped.of(what),
                        Escaped.of(remedy));
    }
}
