// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.packet.MacAddress;
import org.sekisho.respond.Notice;
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;

class LetterTest {
    private static Letter.Style style(String language) {
        return new Letter.Style(new Wording(language, ZoneOffset.UTC), "[Sekisho]", "sensor");
    }

    private static Entry entry(Notice notice) {
        return Entry.of(CaseFacts.of(notice), Entry.Line.of(notice), Set.of());
    }

    private static Letter letter(String language, Notice... notices) {
        List<Entry> entries = new ArrayList<>();
        for (Notice notice : notices) {
            entries.add(entry(notice));
        }
        return Letter.of(entries, 0, false, style(language));
    }

    @Test
    void whatABridgeOpensTheNetworkToIsTold() {
        Detection tunnel = SampleNotices.detection(1, State.CONFIRMED, "a.example");
        Party machine = tunnel.client();
        Exposure exposure =
                new Exposure(
                        List.of(new MacAddress(0x5e0102030405L), new MacAddress(0x00ae01020304L)),
                        List.of(tunnel.server()),
                        List.of(443, 5555));
        Detection bridge =
                new Detection(
                        1,
                        tunnel.tunnel(),
                        tunnel.state(),
                        tunnel.confidence(),
                        tunnel.prior(),
                        machine,
                        null,
                        Method.BRIDGE,
                        List.of(Method.BRIDGE),
                        null,
                        "ethernet",
                        null,
                        tunnel.firstSeen(),
                        tunnel.lastSeen(),
                        1,
                        true,
                        tunnel.evidence(),
                        List.of(),
                        List.of(),
                        exposure);
        Notice notice = new Notice(Notice.Kind.DETECTED, 1, SampleNotices.TIME, bridge, null, "x");
        assertThat(letter("en", notice).text())
                .contains(
                        "bridge; foreign MAC addresses: 2; sessions: 1, the first with "
                                + tunnel.server().address()
                                + "; listens at 443, 5555");
    }

    @Test
    void oneCaseIsToldInFull() {
        Letter letter = letter("en", SampleNotices.blocked(Notice.Kind.BLOCKED, 17));
        assertThat(letter.subject())
                .isEqualTo("[Sekisho] confirmed tunnel: 10.0.0.17 to 198.18.30.96");
        assertThat(letter.text())
                .contains("Sekisho on sensor found a tunnel.")
                .contains(
                        "10.0.0.17:50922, 4e:b9:af:ac:08:74 → 198.18.30.96:443"
                                + " (hub.fjord.example)")
                .contains("How sure: confirmed, 99.99 %")
                .contains("How: softether 5: tls, udp-acceleration")
                .contains("Seen: 2026-11-22 18:50:15 +00:00 to 2026-11-22 18:50:17 +00:00")
                .contains("What is done: A session was seen with evidence of both ends.")
                .contains("Case 17")
                .contains("2026-11-22 18:50:17 +00:00  blocked: Everything between")
                .contains("SE-TLS-CERT (+8.9): CN=hub.fjord.example");
        assertThat(letter.html())
                .startsWith("<!DOCTYPE html>")
                .endsWith("</body></html>")
                .contains("<td>confirmed, 99.99 %</td>")
                .contains("198.18.30.96:443 (hub.fjord.example)</h3>");
        assertThat(letter.table()).isNull();
    }

    @Test
    void theSameInJapanese() {
        Letter letter = letter("ja", SampleNotices.detected(17));
        assertThat(letter.subject()).isEqualTo("[Sekisho] トンネル(確定): 10.0.0.17 → 198.18.30.96");
        assertThat(letter.text())
                .contains("sensor の Sekisho がトンネルを検出しました。")
                .contains("確からしさ: 確定、99.99 %")
                .contains("証拠:")
                .contains("検出: ");
        assertThat(letter.html()).contains("確定、99.99 %");
    }

    @Test
    void bothLanguagesSayTheSame() {
        Wording english = new Wording("en", ZoneOffset.UTC);
        Wording japanese = new Wording("ja", ZoneOffset.UTC);
        assertThat(japanese.keys()).isEqualTo(english.keys());
        for (Notice.Kind kind : Notice.Kind.values()) {
            String key = "kind." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            assertThat(english.keys()).contains(key);
        }
        for (MailSettings.Cause cause : MailSettings.Cause.values()) {
            assertThat(english.keys()).contains("cause." + cause.label());
        }
        for (State state : State.values()) {
            assertThat(english.keys()).contains("state." + state.label());
        }
    }

    @Test
    void manyCasesAreATableAndAFileBesides() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            State state = i <= 100 ? State.LIKELY : State.CONFIRMED;
            entries.add(
                    entry(
                            SampleNotices.about(
                                    Notice.Kind.DETECTED, i, state, "a" + i + ".example")));
        }
        Letter letter = Letter.of(entries, 3, true, style("en"));
        assertThat(letter.subject()).isEqualTo("[Sekisho] escalated: 300 tunnels");
        assertThat(letter.text())
                .contains("found 300 tunnels: 200 confirmed, 100 likely, 0 suspected")
                .contains("The first 20 of 300 are shown in full")
                .contains("3 more were not kept");
        // the surest first
        assertThat(letter.text()).contains("(a101.example)").doesNotContain("(a1.example)");
        String csv = new String(letter.table(), StandardCharsets.UTF_8);
        assertThat(csv.split("\r\n")).hasSize(301);
        for (int i = 1; i <= 300; i++) {
            assertThat(csv).contains("(a" + i + ".example)");
        }
    }

    @Test
    void textFromTheNetworkStaysTextInOneLine() {
        for (String language : List.of("en", "ja")) {
            Letter plain = letter(language, SampleNotices.hostile(1, "x"));
            for (String hostile : HostileTexts.ALL) {
                Letter letter = letter(language, SampleNotices.hostile(1, hostile));
                assertThat(letter.subject()).isEqualTo(plain.subject());
                assertThat(letter.text().lines().count()).isEqualTo(plain.text().lines().count());
                assertThat(letter.text().lines()).noneMatch(HostileTexts::steers);
                assertThat(letter.text()).hasSizeLessThan(8 << 10);
                assertThat(HostileTexts.steers(letter.html())).isFalse();
                assertThat(tags(letter.html())).isEqualTo(tags(plain.html()));
                assertThat(letter.html()).doesNotContain("<script", "<img");
            }
        }
        assertThat(letter("en", SampleNotices.hostile(1, "https://evil.example/login")).text())
                .doesNotContain("https://")
                .contains("https[:]//evil.example/login");
    }

    private static List<String> tags(String html) {
        return Pattern.compile("<[^>]*>").matcher(html).results().map(MatchResult::group).toList();
    }

    @Test
    void aTableIsOpenedWithoutBeingComputed() {
        List<CaseFacts> cases = new ArrayList<>();
        for (String hostile : HostileTexts.ALL) {
            Notice notice = SampleNotices.hostile(0, hostile);
            CaseFacts facts = CaseFacts.of(notice);
            cases.add(facts);
            cases.add(
                    new CaseFacts(
                            0,
                            facts.client(),
                            CaseFacts.printable(hostile, 128),
                            facts.server(),
                            facts.serverText(),
                            facts.tunnel(),
                            facts.methods(),
                            facts.state(),
                            facts.confidence(),
                            facts.firstSeen(),
                            facts.lastSeen(),
                            CaseFacts.printable(hostile, 128),
                            List.of()));
        }
        String csv =
                new String(
                        CaseTable.csv(cases, new Wording("en", ZoneOffset.UTC)),
                        StandardCharsets.UTF_8);
        assertThat(csv).startsWith("\ufeff");
        String[] lines = csv.substring(1).split("\r\n", -1);
        assertThat(lines).hasSize(cases.size() + 2);
        Pattern cell = Pattern.compile("\"((?:[^\"]|\"\")*)\"(,|$)");
        for (int i = 0; i <= cases.size(); i++) {
            Matcher cells = cell.matcher(lines[i]);
            int number = 0;
            int at = 0;
            while (at < lines[i].length() && cells.find(at)) {
                assertThat(cells.start()).isEqualTo(at);
                assertThat(cells.group(1)).doesNotMatch("(?s)[=+@\\-\\t\\r].*");
                number++;
                at = cells.end();
            }
            assertThat(number).as(lines[i]).isEqualTo(9);
        }
    }
}
