// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Cases as rows of a table, for those too many to be read one by one. */
final class CaseTable {
    private static final List<String> COLUMNS =
            List.of(
                    "case",
                    "state",
                    "confidence",
                    "client",
                    "server",
                    "methods",
                    "first",
                    "last",
                    "decision");

    private CaseTable() {}

    /** The head in the language of the mail. */
    static List<String> head(Wording wording) {
        return COLUMNS.stream().map(column -> wording.say("column." + column)).toList();
    }

    static List<String> row(CaseFacts facts, Wording wording) {
        return List.of(
                facts.caseId() == 0 ? "" : String.valueOf(facts.caseId()),
                wording.state(facts.state()),
                facts.confidence(),
                facts.clientText(),
                facts.serverText(),
                facts.tunnel() + ": " + facts.methods(),
                wording.time(facts.firstSeen()),
                wording.time(facts.lastSeen()),
                facts.reason());
    }

    /** All as CSV (RFC 4180), with the mark by which table calculations recognise UTF-8. */
    static byte[] csv(List<CaseFacts> cases, Wording wording) {
        StringBuilder csv = new StringBuilder("\ufeff");
        line(csv, head(wording));
        cases.forEach(facts -> line(csv, row(facts, wording)));
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder csv, List<String> cells) {
        csv.append(cells.stream().map(CaseTable::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** What begins like a formula gets an apostrophe, or opening the table would compute it. */
    private static String cell(String text) {
        String harmless =
                !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
