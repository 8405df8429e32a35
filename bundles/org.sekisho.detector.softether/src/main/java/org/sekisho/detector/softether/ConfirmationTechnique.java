// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.BoundedMap;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.confirmation.ConfirmationTranscript;
import org.sekisho.event.confirmation.Exchange;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Octets;

/**
 * SE-CONFIRM and SE-CONFIRM-SESSION: a server that was asked answered as only SoftEther does (wire
 * facts §4). That proves the server and says nothing about who connects to it, so by itself it is
 * no tunnel; but whoever behaves as in a session, and does so with such a server, has one.
 */
final class ConfirmationTechnique implements TechniqueGroup {
    private static final int PAIRS = 4096;
    private static final String SERVER = "SE-CONFIRM";
    private static final String SESSION = "SE-CONFIRM-SESSION";

    /** Seen only where servers are asked, which few installations do. */
    static final Set<String> ONLY_IF_ASKED = Set.of(SERVER, SESSION);

    private final Technique confirmed;
    private final Technique session;
    private final List<String> sessionTechniques;
    private final long window;
    private final Pattern page;
    private final Pattern greeting;
    private final Subjects subjects;
    private final Map<Endpoint, Answer> answers = new BoundedMap<>(PAIRS);

    /** The latest sign of a session, by client and server. */
    private final Map<List<Endpoint>, Evidence> sessions = new BoundedMap<>(PAIRS);

    private record Answer(Octets matched, String detail, String generation, long time) {}

    ConfirmationTechnique(Catalogue catalogue, Subjects subjects) {
        confirmed = catalogue.technique(SERVER);
        session = catalogue.technique(SESSION);
        sessionTechniques = catalogue.words("confirmation.session.techniques");
        window = catalogue.milliseconds("confirmation.window.ms");
        page = catalogue.pattern("confirmation.page");
        greeting = catalogue.pattern("confirmation.greeting");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ConfirmationTranscript.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        ConfirmationTranscript transcript = (ConfirmationTranscript) event;
        Answer answer = judge(transcript);
        if (answer == null) {
            return;
        }
        Endpoint server = transcript.server();
        answers.put(server, answer);
        new Report(confirmed, event.origin(), subjects.of(event.origin().flow()))
                .generation(answer.generation())
                .matched(answer.matched())
                .to(out, answer.detail());
        for (Evidence each : new ArrayList<>(sessions.values())) {
            if (server.equals(end(each.subject())) && isTogether(each, answer)) {
                out.evidence(evidence(session, Finding.TUNNEL, each, answer, answer.time()));
            }
        }
    }

    /** Takes evidence of the other techniques. */
    void seen(Evidence evidence, EvidenceListener out) {
        Endpoint server = end(evidence.subject());
        if (server == null
                || evidence.subject().client() == null
                || evidence.finding() != Finding.TUNNEL
                || !evidence.twoWay()
                || !sessionTechniques.contains(evidence.technique().id())) {
            return;
        }
        Endpoint client = new Endpoint(evidence.subject().client().address(), 0);
        Evidence former = sessions.put(List.of(client, server), evidence);
        Answer answer = answers.get(server);
        if (answer == null
                || !isTogether(evidence, answer)
                || former != null && isTogether(former, answer)) {
            return;
        }
        out.evidence(evidence(confirmed, Finding.CONTROL, evidence, answer, evidence.time()));
        out.evidence(evidence(session, Finding.TUNNEL, evidence, answer, evidence.time()));
    }

    private boolean isTogether(Evidence evidence, Answer answer) {
        return Math.abs(evidence.time() - answer.time()) <= window;
    }

    /** The server on the wire; a proxy's target is none that is asked. */
    private static Endpoint end(Subject subject) {
        return subject.server() == null
                        || subject.server().address() == null
                        || subject.via() != null
                ? null
                : new Endpoint(subject.server().address(), subject.server().port());
    }

    private static Evidence evidence(
            Technique technique, Finding finding, Evidence of, Answer answer, long time) {
        return new Evidence(
                technique,
                Report.TUNNEL,
                finding,
                of.subject(),
                finding == Finding.TUNNEL ? of.method() : (Method) null,
                true,
                answer.generation(),
                of.flow(),
                of.frame(),
                time,
                finding == Finding.TUNNEL
                        ? of.technique().id() + " with a server that was asked: " + answer.detail()
                        : answer.detail(),
                answer.matched());
    }

    private Answer judge(ConfirmationTranscript transcript) {
        Answer found = null;
        for (Exchange each : transcript.exchanges()) {
            String text = new String(each.answer().toBytes(), StandardCharsets.ISO_8859_1);
            Matcher greeted = greeting.matcher(text);
            if (greeted.matches()) {
                String product = product(text);
                String build = build(text);
                return new Answer(
                        cut(each.answer(), greeted.start(1)),
                        asked(transcript, each)
                                + (product == null ? "its greeting" : product)
                                + (build == null ? "" : ", build " + build),
                        generation(text),
                        transcript.origin().time());
            }
            Matcher shown = page.matcher(text);
            if (found == null && shown.matches()) {
                int group = shown.group(1) == null ? 2 : 1;
                found =
                        new Answer(
                                cut(each.answer(), shown.start(group)),
                                asked(transcript, each) + shown.group(group),
                                null,
                                transcript.origin().time());
            }
        }
        return found;
    }

    private static String asked(ConfirmationTranscript transcript, Exchange exchange) {
        return "asked "
                + exchange.question()
                + " from "
                + transcript.source()
                + ", "
                + transcript.server()
                + " answered with ";
    }

    private static Octets cut(Octets bytes, int from) {
        return Octets.of(
                bytes.toBytes(), from, Math.min(bytes.length() - from, Evidence.MAX_MATCHED));
    }

    /** The text of element {@code hello} of the Pack (wire facts §3.1). */
    private static String product(String text) {
        int value = value(text, "hello", 2);
        if (value < 0 || value + 4 > text.length()) {
            return null;
        }
        int length = Math.min(number(text, value), 128);
        return value + 4 + length > text.length()
                ? null
                : text.substring(value + 4, value + 4 + Math.max(0, length));
    }

    private static String build(String text) {
        int value = value(text, "build", 0);
        return value < 0 || value + 4 > text.length() ? null : "" + number(text, value);
    }

    /** The version is a hundred times that of the product. */
    private static String generation(String text) {
        int value = value(text, "version", 0);
        if (value < 0 || value + 4 > text.length()) {
            return null;
        }
        int generation = number(text, value) / 100;
        return generation == 4 || generation == 5 ? "" + generation : null;
    }

    /** Where the single value of an element begins; -1 if there is none of this type. */
    private static int value(String text, String name, int type) {
        String head =
                "\0\0\0" + (char) (name.length() + 1) + name + "\0\0\0" + (char) type + "\0\0\0\1";
        int at = text.indexOf(head);
        return at < 0 ? -1 : at + head.length();
    }

    private static int number(String text, int at) {
        return text.charAt(at) << 24
                | text.charAt(at + 1) << 16
                | text.charAt(at + 2) << 8
                | text.charAt(at + 3);
    }
}
