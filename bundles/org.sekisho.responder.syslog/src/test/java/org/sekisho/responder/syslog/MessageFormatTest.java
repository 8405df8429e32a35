// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.State;
import org.sekisho.respond.Notice;
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;

class MessageFormatTest {
    private static MessageFormat format(Map<String, Object> named) {
        return new MessageFormat(Settings.of(named));
    }

    @Test
    void aNoticeIsSaidForMachinesAndForPeople() throws Exception {
        MessageFormat format = format(Map.of("hostname", "sensor.example", "facility", "local4"));
        ParsedMessage message = ParsedMessage.of(format.of(SampleNotices.detected(17)));
        // facility 20, severity 4
        assertThat(message.priority()).isEqualTo(20 * 8 + 4);
        assertThat(message.time()).isEqualTo(OffsetDateTime.parse("2026-11-22T18:50:17.123456Z"));
        assertThat(message.hostname()).isEqualTo("sensor.example");
        assertThat(message.appName()).isEqualTo("sekisho");
        assertThat(message.msgId()).isEqualTo("DETECTED");
        assertThat(message.sdId()).isEqualTo("sekisho@32473");
        assertThat(message.data())
                .containsEntry("case", "17")
                .containsEntry("state", "confirmed")
                .containsEntry("confidence", "0.9999")
                .containsEntry("method", "tls")
                .containsEntry("client", "10.0.0.17")
                .containsEntry("clientMac", "4e:b9:af:ac:08:74")
                .containsEntry("server", "198.18.30.96")
                .containsEntry("serverPort", "443")
                .containsEntry("serverName", SampleNotices.NAME)
                .containsEntry("decision", "watch")
                .containsEntry("techniques", "SE-TLS-CH,SE-TLS-CERT");
        assertThat(message.text()).isEqualTo("A tunnel was found: 10.0.0.17.");
    }

    @Test
    void severityFollowsTheNoticeUnlessOneIsConfigured() throws Exception {
        MessageFormat auto = format(Map.of());
        assertThat(severity(auto, SampleNotices.detected(1))).isEqualTo(4);
        assertThat(severity(auto, SampleNotices.trouble("x"))).isEqualTo(3);
        assertThat(severity(auto, SampleNotices.test())).isEqualTo(6);
        assertThat(
                        severity(
                                auto,
                                SampleNotices.about(
                                        Notice.Kind.DETECTED, 1, State.SUSPECTED, "a.example")))
                .isEqualTo(5);
        assertThat(severity(auto, SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 1)))
                .isEqualTo(3);
        assertThat(severity(format(Map.of("severity", "crit")), SampleNotices.test())).isEqualTo(2);
    }

    private static int severity(MessageFormat format, Notice notice) throws Exception {
        return ParsedMessage.of(format.of(notice)).priority() % 8;
    }

    @Test
    void textFromTheNetworkStaysOneValueInOneLine() throws Exception {
        for (int most : new int[] {480, 2048, 8192}) {
            MessageFormat format = format(Map.of("max_bytes", most));
            for (String hostile : HostileTexts.ALL) {
                byte[] message = format.of(SampleNotices.hostile(3, hostile));
                assertThat(message.length).isLessThanOrEqualTo(most);
                ParsedMessage parsed = ParsedMessage.of(message);
                assertThat(HostileTexts.steers(parsed.text())).isFalse();
                assertThat(parsed.data().keySet())
                        .doesNotContain("forged")
                        .contains("case", "state", "client", "server");
                assertThat(parsed.data().values())
                        .noneMatch(HostileTexts::steers)
                        .allMatch(value -> value.length() <= 2000);
                assertThat(parsed.data()).containsEntry("server", "198.18.30.96");
            }
        }
    }

    @Test
    void aSentenceIsCutBetweenCharacters() throws Exception {
        MessageFormat format = format(Map.of("max_bytes", 480));
        for (int i = 0; i < 4; i++) {
            byte[] message = format.of(SampleNotices.trouble("x".repeat(i) + "関所😀".repeat(200)));
            assertThat(message.length).isBetween(470, 480);
            assertThat(ParsedMessage.of(message).text()).startsWith("x".repeat(i) + "関所😀関所😀");
        }
    }

    @Test
    void whatTheAdministratorConfiguresCanNotBreakTheHeader() throws Exception {
        ParsedMessage message =
                ParsedMessage.of(
                        format(
                                        Map.of(
                                                "hostname",
                                                        "a b\n" + "ä".repeat(9) + "c".repeat(400),
                                                "app_name", " ",
                                                "sd_id", "x]=\"y z" + "w".repeat(60)))
                                .of(SampleNotices.detected(1)));
        assertThat(message.hostname()).startsWith("abccc").hasSize(255);
        assertThat(message.appName()).isEqualTo("-");
        assertThat(message.sdId()).startsWith("x___yzww").hasSize(32);
    }
}
