// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Method;
import org.sekisho.detect.Via;
import org.sekisho.packet.IpAddress;

class AnalyzeCommandTest {
    private static final Found FOUND = Found.tls("10.1.0.2", "10.2.0.2");

    private final Recordings recordings =
            new Recordings()
                    .with("quiet.pcap")
                    .with("tunnel.pcap", FOUND.detection())
                    .damaged("cut.pcap", "the file is cut off", 777, FOUND.detection());
    private final Screen screen = new Screen();

    private int analyze(String... arguments) {
        return new AnalyzeCommand(
                        recordings, recordings, RealCorrelators::explainer, screen.streams())
                .applyAsInt(arguments);
    }

    @Test
    void jsonHasTheFieldsThatScriptsRelyOnInTheirOrder() {
        assertThat(analyze("--format", "json", "tunnel.pcap")).isZero();
        assertThat(screen.lines()).hasSize(2);
        assertThat(screen.lines().get(0))
                .startsWith(
                        "{\"type\":\"detection\",\"file\":\"tunnel.pcap\",\"state\":\"confirmed\","
                                + "\"confidence\":0.99914,\"tunnel\":\"softether\",\"generation\":\"5\","
                                + "\"method\":\"tls\",\"client\":{\"ip\":\"10.1.0.2\",\"port\":50922,"
                                + "\"mac\":\"4e:b9:af:ac:08:74\"},\"server\":{\"ip\":\"10.2.0.2\","
                                + "\"port\":443,\"name\":null},\"methods\":[\"tls\"],\"via\":null,"
                                + "\"transport\":\"tcp\",\"firstSeen\":\"2026-11-22T18:50:17.123456Z\","
                                + "\"lastSeen\":\"2026-11-22T18:50:17.124456Z\",\"decidedAtFrame\":62,"
                                + "\"evidence\":[{\"technique\":\"SE-NAME\",\"weight\":9.2103,"
                                + "\"frame\":10,\"detail\":\"as seen\",\"twoWay\":true},"
                                + "{\"technique\":\"SE-CHAIN\",\"weight\":null,\"frame\":62,");
        assertThat(screen.lines().get(1))
                .matches(
                        "\\{\"type\":\"summary\",\"file\":\"tunnel.pcap\",\"frames\":190,"
                                + "\"bytes\":31042,\"flows\":17,\"undecoded\":2,\"evicted\":0,"
                                + "\"detections\":1,\"seconds\":[0-9.]+,\"error\":null}");
    }

    @Test
    void aProxyIsNamedAndAnUnknownEndIsNull() {
        Via proxy = new Via("socks", IpAddress.parse("192.0.2.1"), 1080);
        recordings.with(
                "odd.pcap",
                FOUND.through(proxy).by(Method.SOCKS).detection(),
                new Found(FOUND.state(), Method.CONTROL, "10.1.0.2", null, null, "x").detection());
        analyze("--format", "json", "odd.pcap");
        assertThat(screen.lines().get(0))
                .contains("\"via\":{\"kind\":\"socks\",\"ip\":\"192.0.2.1\",\"port\":1080}");
        assertThat(screen.lines().get(1)).contains("\"server\":null");
    }

    @Test
    void textNamesEndsStateAndUnderThemTheEvidence() {
        assertThat(analyze("tunnel.pcap")).isZero();
        assertThat(screen.out())
                .startsWith("tunnel.pcap: 1 detection in 190 frames")
                .contains("not decoded: 2 (cut 2)")
                .containsPattern(
                        "confirmed +99\\.91% +10\\.1\\.0\\.2:50922 +10\\.2\\.0\\.2:443 +tls")
                .containsPattern("frame 10 +SE-NAME +\\+9\\.2 +both ends +as seen")
                .containsPattern("frame 62 +SE-CHAIN +definitive")
                .contains("prior odds 1 : 1,000")
                .contains("looked for and not seen: SE-OTHER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void textFromTheNetworkCanNotSteerATerminalOrBreakALine(String format) {
        String hostile =
                "a\u001b[2Jb\u0007\nc\u202ed\u200be\u009bf\u0085g\u2028h\ud800i\udb40\udc01";
        recordings.with("hostile.pcap", FOUND.saying(hostile).detection());
        analyze("--format", format, "hostile.pcap");
        assertThat(screen.out())
                .doesNotContain("\u001b", "\u0007", "\u202e", "\u200b", "\u009b", "\u0085")
                .contains("u001b[2Jb");
        assertThat(screen.out().lines().filter(line -> line.contains("u202e"))).isNotEmpty();
        assertThat(screen.out().codePoints().filter(point -> point != '\n'))
                .noneMatch(Character::isISOControl);
    }

    @Test
    void ordinaryLettersOfOtherScriptsAreShownAsTheyAre() {
        recordings.with("names.pcap", FOUND.saying("関所 Ü").detection());
        analyze("names.pcap");
        assertThat(screen.out()).contains("関所 Ü");
    }

    @Test
    void aFileThatIsMissingHasItsSummaryLineAndTheOthersAreStillRead() {
        assertThat(analyze("--format", "json", "gone.pcap", "tunnel.pcap")).isEqualTo(1);
        assertThat(screen.lines()).hasSize(3);
        assertThat(screen.lines().get(0))
                .startsWith("{\"type\":\"summary\",\"file\":\"gone.pcap\",\"frames\":0,");
        assertThat(screen.err()).contains("gone.pcap").contains("check the path");
    }

    @Test
    void whatWasReadOfADamagedFileIsReportedAndTheMessageNamesFileAndOffset() {
        assertThat(analyze("--format", "json", "cut.pcap")).isEqualTo(1);
        assertThat(screen.lines()).hasSize(2);
        assertThat(screen.err()).contains("cut.pcap").contains("777");
    }

    @Test
    void aDetectionEndsWithThreeOnlyIfAskedFor() {
        assertThat(analyze("tunnel.pcap")).isZero();
        assertThat(analyze("--fail-on-detection", "tunnel.pcap")).isEqualTo(3);
        assertThat(analyze("--fail-on-detection", "quiet.pcap")).isZero();
    }

    @Test
    void mergedFilesAreOneAnalysis() {
        recordings.with("quiet.pcap+tunnel.pcap", FOUND.detection());
        assertThat(analyze("--merge", "--format", "json", "quiet.pcap", "tunnel.pcap")).isZero();
        assertThat(screen.lines()).hasSize(2);
    }

    @Test
    void workersReachTheEngine() {
        analyze("--workers", "3", "quiet.pcap");
        assertThat(recordings.options.get(0).workers()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--workers=0 a",
                "--workers=65 a",
                "--workers=many a",
                "--format=xml a",
                "--frmat=json a",
                "--output"
            })
    void wrongUsageEndsWithTwoAndSaysWhereHelpIs(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
        assertThat(analyze(arguments)).isEqualTo(2);
        assertThat(screen.out()).isEmpty();
        assertThat(screen.err()).startsWith("sekisho: ").contains("sekisho analyze --help");
    }

    @Test
    void helpGoesToStandardOutput() {
        assertThat(analyze("--help")).isZero();
        assertThat(screen.out()).contains("Usage: sekisho analyze").contains("--fail-on-detection");
    }

    @Test
    void resultsGoToAFileIfToldSo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("results.json");
        assertThat(analyze("--format", "json", "--output", file.toString(), "tunnel.pcap"))
                .isZero();
        assertThat(screen.out()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void aFileThatCanNotBeWrittenIsSaidBeforeAnythingIsRead(@TempDir Path folder) {
        String nowhere = folder.resolve("missing").resolve("results.json").toString();
        assertThat(analyze("--output", nowhere, "tunnel.pcap")).isEqualTo(2);
        assertThat(screen.err()).contains(nowhere).contains("folder does not exist");
        assertThat(recordings.options).isEmpty();
    }

    @Test
    void progressIsShownOnATerminalOnlyAndTakenAway() {
        Screen terminal = new Screen(true);
        new AnalyzeCommand(recordings, recordings, RealCorrelators::explainer, terminal.streams())
                .applyAsInt(new String[] {"quiet.pcap"});
        assertThat(terminal.err()).contains(" 50% ").endsWith("\r\u001b[K");
        analyze("quiet.pcap");
        assertThat(screen.err()).isEmpty();
    }
}
