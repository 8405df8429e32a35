// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.detect.State;

/**
 * What a mail says, as text and as a page, from the same parts.
 *
 * @param subject without text from the network but addresses
 * @param text plain
 * @param html a whole page without anything to load
 * @param table all cases as CSV; null if they are all in the text
 */
record Letter(String subject, String text, String html, byte[] table) {
    /** Cases that are told in full. */
    private static final int IN_FULL = 20;

    /** Rows that a mail is still pleasant to read with. */
    private static final int MOST_ROWS = 200;

    /** How letters of one kind are written. */
    record Style(Wording wording, String prefix, String sensor) {}

    /** A letter about entries. */
    static Letter of(List<Entry> entries, long dropped, boolean escalated, Style style) {
        Wording wording = style.wording();
        List<Entry> sentences = entries.stream().filter(entry -> entry.facts() == null).toList();
        List<Entry> cases =
                entries.stream()
                        .filter(entry -> entry.facts() != null)
                        .sorted(
                                Comparator.comparing((Entry entry) -> entry.facts().state())
                                        .reversed())
                        .toList();
        Page page = new Page(wording);
        page.paragraph(intro(cases, style));
        if (!sentences.isEmpty()) {
            page.heading(wording.say("attention"));
            sentences.stream().limit(MOST_ROWS).forEach(entry -> lines(page, entry));
        }
        if (dropped > 0) {
            page.paragraph(wording.say("dropped", Map.of("count", dropped)));
        }
        if (cases.size() > IN_FULL) {
            page.paragraph(
                    wording.say("more.cases", Map.of("shown", IN_FULL, "count", cases.size())));
        }
        cases.stream().limit(IN_FULL).forEach(entry -> inFull(page, entry));
        byte[] table = null;
        if (cases.size() > IN_FULL) {
            page.table(
                    CaseTable.head(wording),
                    cases.stream()
                            .limit(MOST_ROWS)
                            .map(entry -> CaseTable.row(entry.facts(), wording))
                            .toList());
        }
        if (cases.size() > MOST_ROWS) {
            page.paragraph(wording.say("all.attached", Map.of("count", cases.size())));
            table = CaseTable.csv(cases.stream().map(Entry::facts).toList(), wording);
        }
        page.footer(wording.say("footer"));
        String subject = subject(cases, wording);
        return new Letter(
                style.prefix()
                        + " "
                        + (escalated
                                ? wording.say("subject.escalated", Map.of("subject", subject))
                                : subject),
                page.text(),
                page.html(),
                table);
    }

    /** A letter that says only how many, for a server that does not take the other. */
    static Letter brief(int count, Style style) {
        Page page = new Page(style.wording());
        page.paragraph(
                style.wording()
                        .say("intro.brief", Map.of("sensor", style.sensor(), "count", count)));
        return new Letter(
                style.prefix() + " " + style.wording().say("subject.cases", Map.of("count", count)),
                page.text(),
                page.html(),
                null);
    }

    /** The letter that somebody asks for who sets it up. */
    static Letter test(String sentence, Style style) {
        Page page = new Page(style.wording());
        page.paragraph(style.wording().say("intro.test", Map.of("sensor", style.sensor())));
        page.paragraph(sentence);
        page.footer(style.wording().say("footer"));
        return new Letter(
                style.prefix() + " " + style.wording().say("subject.test"),
                page.text(),
                page.html(),
                null);
    }

    private static String subject(List<Entry> cases, Wording wording) {
        if (cases.isEmpty()) {
            return wording.say("subject.attention");
        }
        if (cases.size() > 1) {
            return wording.say("subject.cases", Map.of("count", cases.size()));
        }
        CaseFacts facts = cases.get(0).facts();
        String state = wording.state(facts.state());
        if (facts.client().isEmpty() || facts.server().isEmpty()) {
            return wording.say(
                    "subject.host",
                    Map.of("state", state, "host", facts.client() + facts.server()));
        }
        return wording.say(
                "subject.case",
                Map.of("state", state, "client", facts.client(), "server", facts.server()));
    }

    private static String intro(List<Entry> cases, Style style) {
        Wording wording = style.wording();
        if (cases.size() > 1) {
            return wording.say(
                    "intro.cases",
                    Map.of(
                            "sensor", style.sensor(),
                            "count", cases.size(),
                            "confirmed", number(cases, State.CONFIRMED),
                            "likely", number(cases, State.LIKELY),
                            "suspected", number(cases, State.SUSPECTED)));
        }
        return wording.say(
                cases.isEmpty() ? "intro.attention" : "intro.case",
                Map.of("sensor", style.sensor()));
    }

    private static long number(List<Entry> cases, State state) {
        return cases.stream().filter(entry -> entry.facts().state() == state).count();
    }

    private static void inFull(Page page, Entry entry) {
        Wording wording = page.wording();
        CaseFacts facts = entry.facts();
        String unknown = wording.say("unknown");
        page.heading(
                (facts.clientText().isEmpty() ? unknown : facts.clientText())
                        + " → "
                        + (facts.serverText().isEmpty() ? unknown : facts.serverText()));
        page.fact(
                wording.say("sure"),
                wording.say(
                        "percent",
                        Map.of(
                                "state", wording.state(facts.state()),
                                "percent", facts.confidence())));
        page.fact(wording.say("how"), facts.tunnel() + ": " + facts.methods());
        page.fact(
                wording.say("seen"),
                wording.say(
                        "from.to",
                        Map.of(
                                "from", wording.time(facts.firstSeen()),
                                "to", wording.time(facts.lastSeen()))));
        if (!facts.reason().isEmpty()) {
            page.fact(wording.say("decision"), facts.reason());
        }
        List<String> causes =
                entry.causes().stream()
                        .sorted()
                        .map(cause -> wording.say("cause." + cause.label()))
                        .toList();
        if (!causes.isEmpty()) {
            page.fact(wording.say("escalation"), String.join("; ", causes));
        }
        if (facts.caseId() != 0) {
            page.fact("", wording.say("case", Map.of("number", facts.caseId())));
        }
        lines(page, entry);
        page.list(wording.say("evidence"), facts.evidence());
    }

    private static void lines(Page page, Entry entry) {
        Wording wording = page.wording();
        List<String> lines = new ArrayList<>();
        if (entry.more() > 0) {
            lines.add(wording.say("more.lines", Map.of("count", entry.more())));
        }
        for (Entry.Line line : entry.lines()) {
            if (!line.text().isEmpty()) {
                String kind = line.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
                lines.add(
                        wording.time(line.time())
                                + "  "
                                + wording.say("kind." + kind)
                                + ": "
                                + line.text());
            }
        }
        page.list(entry.facts() == null ? "" : wording.say("happened"), lines);
    }
}
