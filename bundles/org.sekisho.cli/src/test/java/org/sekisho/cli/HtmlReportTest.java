// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Found FOUND = Found.tls("10.1.0.2", "10.2.0.2");

    private final Recordings recordings = new Recordings();
    private final Screen screen = new Screen();

    private String page(String... files) {
        String[] arguments = new String[files.length + 2];
        arguments[0] = "--format";
        arguments[1] = "html";
        System.arraycopy(files, 0, arguments, 2, files.length);
        new AnalyzeCommand(recordings, recordings, RealCorrelators::explainer, screen.streams())
                .applyAsInt(arguments);
        return screen.out();
    }

    private static Set<String> tags(String page) {
        Set<String> tags = new TreeSet<>();
        TAG.matcher(page).results().map(MatchResult::group).forEach(tags::add);
        return tags;
    }

    @Test
    void allFilesAreOnOnePageThatStandsAlone() {
        recordings.with("a.pcap", FOUND.detection()).with("b.pcap");
        String page = page("a.pcap", "b.pcap", "gone.pcap");
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .containsOnlyOnce("<body>")
                .containsOnlyOnce("</html>")
                .contains("10.1.0.2:50922 tunnels to 10.2.0.2:443")
                .contains("b.pcap: no detection")
                .contains("gone.pcap: could not be read")
                .contains("GET /..")
                .contains("お使いのコンピューター")
                .contains("name=\"viewport\"")
                .contains("default-src 'none'");
        assertThat(tags(page))
                .noneMatch(tag -> tag.startsWith("<script") || tag.startsWith("<link"))
                .noneMatch(tag -> tag.contains("src=") || tag.contains("href="));
        assertThat(page).doesNotContain("http://", "https://", "url(", "@import");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "</style><style>body{display:none}",
                "--><!-- <![CDATA[",
                "&lt;b&gt;&#60;",
                "a\u202e\u0000\ud800<b"
            })
    void namesFromTheNetworkBringNoElementAndNoAttribute(String hostile) {
        recordings.with("plain", FOUND.named("name").saying("words").detection());
        Set<String> ours = tags(page("plain"));
        Screen other = new Screen();
        String file = "<i>" + hostile;
        recordings.with(file, FOUND.named(hostile).saying(hostile).detection());
        new AnalyzeCommand(recordings, recordings, RealCorrelators::explainer, other.streams())
                .applyAsInt(new String[] {"--format=html", file});
        assertThat(tags(other.out())).isEqualTo(ours);
        assertThat(other.out().codePoints().filter(point -> point != '\n'))
                .noneMatch(Character::isISOControl);
    }
}
