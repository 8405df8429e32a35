// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.operate.DetectionRow;

/**
 * One page with everything in it: it loads nothing, runs nothing, and tells the browser to refuse
 * both, in case anything from the network should slip through after all.
 */
final class HtmlReport implements Report {
    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <title>Sekisho: what was found</title>
            <style>
            """;

    private final Writer out;
    private final Explainer explainer;

    HtmlReport(Writer out, Explainer explainer) throws IOException {
        this.out = out;
        this.explainer = explainer;
        out.write(HEAD);
        out.write(style());
        out.write("</style>\n</head>\n<body>\n<h1>Sekisho: what was found</h1>\n");
    }

    private static String style() throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void write(Outcome outcome) throws IOException {
        HtmlText page = new HtmlText().open("section").element("h2", outcome.file());
        page.element("p", TextReport.heading(outcome));
        if (outcome.error() != null) {
            page.element("p", outcome.error());
        }
        out.write(page.toString());
        for (Explanation explanation : explainer.explain(outcome)) {
            out.write(article(explanation));
        }
        out.write("</section>\n");
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.write("</body>\n</html>\n");
        out.flush();
    }

    private static String article(Explanation explanation) {
        Detection detection = explanation.detection();
        HtmlText page = new HtmlText();
        page.open("article class=\"" + detection.state().label() + "\"");
        page.element("h3", explanation.number() + ". " + explanation.onCall());
        facts(page, detection);
        page.element("h4", "Time line");
        page.open("ol");
        page.open("li")
                .element("span class=\"weight\"", log(explanation.priorLogOdds()))
                .text(
                        String.format(
                                Locale.ROOT,
                                "before any evidence: odds 1 : %,d",
                                explanation.priorOddsAgainst()))
                .close("li");
        explanation.steps().forEach(step -> step(page, detection, step));
        page.close("ol");
        rest(page, explanation);
        return page.close("article").toString();
    }

    private static void facts(HtmlText page, Detection detection) {
        page.open("dl");
        fact(page, "State", detection.state().label() + ", " + Words.confidence(detection));
        fact(page, "Client", Words.party(detection.client()));
        if (detection.client() != null && detection.client().mac() != null) {
            fact(page, "MAC address", detection.client().mac().toString());
        }
        fact(page, "Server", Words.party(detection.server()));
        fact(page, "Methods", Words.methods(detection));
        fact(page, "Generation", Words.generation(detection));
        fact(page, "Since", DetectionRow.time(detection.firstSeen()));
        fact(page, "Until", DetectionRow.time(detection.lastSeen()));
        fact(page, "Decided at", "frame " + detection.decidedAtFrame());
        page.close("dl");
    }

    private static void fact(HtmlText page, String name, String value) {
        page.element("dt", name).element("dd", value);
    }

    private static String log(double weight) {
        return String.format(Locale.ROOT, "%+.1f", weight);
    }

    private static void step(HtmlText page, Detection detection, Explanation.Step step) {
        Evidence evidence = step.evidence();
        page.open("li").element("span class=\"weight\"", Words.weight(evidence));
        page.element(
                "div class=\"when\"",
                "frame "
                        + evidence.frame()
                        + ", "
                        + Words.since(detection, evidence)
                        + ", "
                        + evidence.technique().id()
                        + ", "
                        + (evidence.twoWay() ? "both ends" : "one end"));
        page.element("b", (step.against() ? "against: " : "") + evidence.technique().title());
        page.element("span class=\"detail\"", evidence.detail());
        page.element("span class=\"so-far\"", "then " + Words.soFar(step));
        if (evidence.matched().length() > 0) {
            page.open("details")
                    .element("summary", Words.count(evidence.matched().length(), "byte"))
                    .open("pre");
            // one element a line: line ends inside text would be escaped
            for (String line : HexDump.lines(evidence.matched())) {
                page.element("div", line);
            }
            page.close("pre").close("details");
        }
        page.close("li");
    }

    private static void rest(HtmlText page, Explanation explanation) {
        if (!explanation.detection().reconnects().isEmpty()) {
            page.element("h4", "Reconnects").open("ul");
            explanation
                    .detection()
                    .reconnects()
                    .forEach(each -> page.element("li", Words.reconnect(each)));
            page.close("ul");
        }
        List<String> exposed = ExposureWords.lines(explanation.detection());
        if (!exposed.isEmpty()) {
            page.element("h4", "What it exposes").open("ul");
            exposed.forEach(line -> page.element("li", line));
            page.close("ul");
        }
        page.element("h4", "Missing from the capture");
        List<String> loss = ExplanationText.loss(explanation);
        loss.forEach(line -> page.element("p", line.strip()));
        page.open("details").element("summary", "looked for and not seen").open("ul");
        for (Map.Entry<String, String> one : explanation.notSeen().entrySet()) {
            page.element("li", one.getKey() + "  " + one.getValue());
        }
        page.close("ul").close("details");
        page.element("h4", "For the user");
        explanation
                .user()
                .forEach((language, text) -> page.element("p lang=\"" + language + "\"", text));
    }
}
