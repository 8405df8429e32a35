// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.event.Flow;
import org.sekisho.event.confirmation.ConfirmationTranscript;
import org.sekisho.event.confirmation.Exchange;
import org.sekisho.event.tls.TlsRecords;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/** What answers of servers prove. Those of SoftEther 5.01.9674 are as it sent them. */
class ConfirmationTechniqueTest {
    private static final String CLIENT = "10.0.0.5";
    private static final String SERVER = "203.0.113.7";

    private static final String DECOY =
            "HTTP/1.1 403 Forbidden\r\nConnection: Keep-Alive\r\nContent-Length: 266\r\n"
                    + "Content-Type: text/html; charset=iso-8859-1\r\n"
                    + "Date: Sat, 28 Nov 2026 18:29:04 GMT\r\nKeep-Alive: timeout=15; max=19\r\n\r\n"
                    + "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\r\n<HTML><HEAD>\r\n"
                    + "<TITLE>403 Forbidden</TITLE>\r\n</HEAD><BODY>\r\n<H1>Forbidden</H1>\r\n"
                    + "You don't have permission to access /\r\non this server.<P>\r\n<HR>\r\n"
                    + "<ADDRESS>HTTP Server at 127.0.0.1 Port 443</ADDRESS>\r\n</BODY></HTML>\r\n";

    private static final String GREETING =
            "HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1030\r\n"
                    + "Content-Type: application/octet-stream\r\n\r\n"
                    + "\0\0\0\5\0\0\0\6build\0\0\0\0\0\0\0\1\0\0\u0025\u00ca"
                    + "\0\0\0\6hello\0\0\0\2\0\0\0\1\0\0\0="
                    + "SoftEther VPN Server Developer Edition (64 bit) (Open Source)"
                    + "\0\0\0\7random\0\0\0\1\0\0\0\1\0\0\0\24z29+\u00d4\u0019VTj\u0081D\26\u00f5\f/A\34>a["
                    + "\0\0\0\10version\0\0\0\0\0\0\0\1\0\0\1\u00f5"
                    + "\0\0\0\10pencore\0\0\0\1\0\0\0\1\0\0\3C\6";

    private static final String LATER_PAGE =
            "HTTP/1.1 202 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>SoftEther VPN"
                    + " Server</title></head><!-- 9C37197CA7C2428388C2E6E59B829B30 --></html>";

    private static ConfirmationTranscript transcript(Flow flow, double seconds, String... answers) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String answer : answers) {
            exchanges.add(
                    new Exchange(
                            "GET /",
                            Octets.of(answer.getBytes(StandardCharsets.ISO_8859_1)),
                            null,
                            1));
        }
        return new ConfirmationTranscript(
                Made.at(flow, seconds),
                new Endpoint(flow.server().address(), flow.server().port()),
                IpAddress.parse("10.0.0.1"),
                exchanges);
    }

    /** Signature, hello, login, welcome over TLS 1.3. */
    private static List<Object> session(Flow flow, double seconds) {
        return List.of(
                Made.hello(flow, seconds, null, List.of()),
                Made.answer(flow, seconds, 0x0304, 0x1302),
                records(flow, seconds));
    }

    private static TlsRecords records(Flow flow, double seconds) {
        return Made.records(
                flow, seconds, true, -23, -950, -281, -69, 69, 2000, -74, -74, -700, 2900, -2500);
    }

    private static List<Evidence> judged(SoftEtherDetector detector, List<Object> events) {
        List<Evidence> evidence = new ArrayList<>();
        for (Object event : events) {
            detector.judge((org.sekisho.event.Event) event, evidence::add);
        }
        return evidence;
    }

    private static List<Evidence> of(String technique, List<Evidence> all) {
        return all.stream().filter(e -> e.technique().id().equals(technique)).toList();
    }

    @Test
    void theGreetingNamesProductAndBuildAndProvesTheServerOnly() {
        List<Evidence> all =
                Made.judge(transcript(Made.tcp(CLIENT, SERVER, 443), 5, DECOY, GREETING));
        assertThat(all).hasSize(1);
        Evidence evidence = all.get(0);
        assertThat(evidence.technique().id()).isEqualTo("SE-CONFIRM");
        assertThat(evidence.technique().definitive()).isTrue();
        assertThat(evidence.finding()).isEqualTo(Finding.CONTROL);
        assertThat(evidence.twoWay()).isTrue();
        assertThat(evidence.generation()).isEqualTo("5");
        assertThat(evidence.subject().client().address()).hasToString(CLIENT);
        assertThat(evidence.subject().server().address()).hasToString(SERVER);
        assertThat(evidence.detail())
                .contains("from 10.0.0.1", SERVER + ":443", "Developer Edition", "build 9674");
    }

    @ParameterizedTest
    @ValueSource(strings = {DECOY, LATER_PAGE})
    void aPageIsEnough(String page) {
        assertThat(Made.judge(transcript(Made.tcp(CLIENT, SERVER, 443), 5, page)))
                .extracting(each -> each.technique().id())
                .containsExactly("SE-CONFIRM");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 403 Forbidden\r\nServer: Apache/2.4.62 (Debian)\r\n\r\n<address>Apache/2.4.62"
                        + " (Debian) Server at 203.0.113.7 Port 443</address>",
                "HTTP/1.1 403 Forbidden\r\nserver: x\r\n\r\n<ADDRESS>HTTP Server at 127.0.0.1 Port"
                        + " 443</ADDRESS>",
                "HTTP/1.1 200 OK\r\n\r\n<ADDRESS>HTTP Server at 127.0.0.1 Port 443</ADDRESS>",
                "HTTP/1.1 404 Not Found\r\n\r\n9C37197CA7C2428388C2E6E59B829B30",
                "HTTP/1.1 302 Found\r\nLocation: https://203.0.113.9/vpnsvc/connect.cgi\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nbuild hello version",
                "HTTP/1.1 200 OK\r\n\r\n\0\0\0\5\0\0\0\6built\0\0\0\0\0\0\0\1",
                "HTTP/1.1 500 Oops\r\n\r\n\0\0\0\5\0\0\0\6build\0\0\0\0\0\0\0\1",
                "HTTP/1.1 200 OK\r\n\r\n\0\0\0\5\0\0\0\6build\0\0\0\0\0\0\0"
            })
    void whatOthersAnswerProvesNothing(String answer) {
        assertThat(Made.judge(transcript(Made.tcp(CLIENT, SERVER, 443), 5, answer))).isEmpty();
    }

    @Test
    void aGreetingThatIsCutOrLiesAboutLengthsIsStillRead() {
        String head = GREETING.substring(0, GREETING.indexOf("hello"));
        for (String cut :
                List.of(
                        head,
                        head + "hello\0\0\0\2\0\0\0\1\0\0",
                        head + "hello\0\0\0\2\0\0\0\1\u00ff\u00ff\u00ff\u00ffx",
                        head + "hello\0\0\0\2\0\0\0\1\0\0\u00ff\u00ffx")) {
            assertThat(Made.judge(transcript(Made.tcp(CLIENT, SERVER, 443), 5, cut)))
                    .hasSize(1)
                    .allSatisfy(e -> assertThat(e.detail()).endsWith("build 9674"));
        }
    }

    @Test
    void aSessionWithSuchAServerIsOneInWhicheverOrderTheyAreSeen() {
        Flow flow = Made.tcp(CLIENT, SERVER, 443);
        List<Object> before = new ArrayList<>(session(flow, 1));
        before.add(transcript(flow, 5, GREETING));
        List<Object> after = new ArrayList<>();
        after.add(transcript(flow, 1, GREETING));
        after.addAll(session(flow, 5));
        for (List<Object> events : List.of(before, after)) {
            List<Evidence> found =
                    of("SE-CONFIRM-SESSION", judged(new SoftEtherDetector(""), events));
            assertThat(found)
                    .hasSize(1)
                    .allSatisfy(
                            e -> {
                                assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                                assertThat(e.twoWay()).isTrue();
                                assertThat(e.subject().client().address()).hasToString(CLIENT);
                            });
        }
    }

    @Test
    void anotherClientOfTheServerIsToldWithoutAskingAgainAndOnlyForADay() {
        SoftEtherDetector detector = new SoftEtherDetector("");
        judged(detector, List.of(transcript(Made.tcp(CLIENT, SERVER, 443), 1, GREETING)));
        List<Evidence> soon = judged(detector, session(Made.tcp("10.0.0.6", SERVER, 443), 3_600));
        assertThat(of("SE-CONFIRM", soon)).hasSize(1);
        assertThat(of("SE-CONFIRM-SESSION", soon))
                .allSatisfy(e -> assertThat(e.subject().client().address()).hasToString("10.0.0.6"))
                .hasSize(1);
        List<Evidence> later = judged(detector, session(Made.tcp("10.0.0.8", SERVER, 443), 90_000));
        assertThat(of("SE-CONFIRM", later)).isEmpty();
        List<Evidence> elsewhere =
                judged(detector, session(Made.tcp("10.0.0.7", "203.0.113.8", 443), 3_700));
        assertThat(of("SE-CONFIRM", elsewhere)).isEmpty();
    }

    @Test
    void whoOnlyLooksAtTheServerHasNoSession() {
        Flow flow = Made.tcp(CLIENT, SERVER, 443);
        List<Object> events = new ArrayList<>(session(flow, 1).subList(0, 2));
        events.add(transcript(flow, 5, GREETING));
        List<Evidence> found = judged(new SoftEtherDetector(""), events);
        assertThat(of("SE-CONFIRM", found)).hasSize(1);
        assertThat(of("SE-CONFIRM-SESSION", found)).isEmpty();
    }
}
