// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Technique;

class ExplainCommandTest {
    private static final Found FOUND = Found.tls("10.1.0.2", "10.2.0.2").saying("as seen");

    private final Recordings recordings =
            new Recordings()
                    .with("quiet.pcap")
                    .with(
                            "two.pcap",
                            FOUND.detection(),
                            Found.tls("10.1.0.3", "10.2.0.2").detection())
                    .damaged("cut.pcap", "the file is cut off", 777, FOUND.detection());
    private final Screen screen = new Screen();

    private int explain(String... arguments) {
        Technique other = new Technique("SE-OTHER", "something else", "f", false, 1, "counted: 1");
        return new ExplainCommand(
                        recordings,
                        recordings,
                        () -> new Explainer(new Rejudging(new RealCorrelators()), List.of(other)),
                        screen.streams())
                .applyAsInt(arguments);
    }

    @Test
    void everyStepSaysWhenWhatWithWhichBytesAndHowSureItMadeUs() {
        assertThat(explain("two.pcap", "--detection", "1")).isZero();
        assertThat(screen.lines().get(0))
                .isEqualTo(
                        "confirmed 99.91%: 10.1.0.2:50922 tunnels to 10.2.0.2:443 with SoftEther VPN,"
                                + " generation 5 over tls since 2026-11-22T18:50:17.123456Z. Both ends"
                                + " took part.");
        assertThat(screen.out())
                .contains("detection 1 of 2 in two.pcap")
                .contains("+0.000000 s  frame 10  what SE-NAME sees  (SE-NAME, both ends)")
                .contains("47 45 54 20 2f 00 ff                             GET /..")
                .containsPattern("-6\\.9 +prior odds 1 : 1,000")
                // 9.2 against 6.9
                .containsPattern("\\+9\\.2 +SE-NAME +likely, 90\\.9")
                .containsPattern("definitive +SE-CHAIN +confirmed, 99\\.99%")
                .containsPattern("all +confirmed, 99\\.91%")
                .containsPattern("SE-OTHER +something else");
    }

    @Test
    void whatTheCaptureLostIsSaid() {
        explain("two.pcap");
        assertThat(screen.out()).containsPattern("LOSS\n +frames not decoded: cut: 2");
    }

    @Test
    void theUserIsToldInEnglishAndJapanese() {
        explain("two.pcap", "--detection", "2");
        assertThat(screen.out())
                .contains("Your computer (10.1.0.3) is using SoftEther VPN, generation 5")
                .contains("お使いのコンピューター(10.1.0.3)は、SoftEther VPN(第 5 世代) を使用しています。");
    }

    @Test
    void jsonHoldsTheDetectionAndTheSteps() {
        assertThat(explain("two.pcap", "--format", "json")).isZero();
        assertThat(screen.lines()).hasSize(1);
        assertThat(screen.out())
                .startsWith(
                        "{\"type\":\"explanation\",\"file\":\"two.pcap\",\"number\":1,\"onCall\":\"")
                .contains("\"detection\":{\"type\":\"detection\",\"file\":\"two.pcap\"")
                .contains("\"priorLogOdds\":-6.907")
                .contains("\"matched\":\"474554202f00ff\",\"matchedText\":\"GET /..\"")
                .contains("\"stateThen\":\"confirmed\"")
                .contains("{\"technique\":\"SE-OTHER\",\"title\":\"something else\"}")
                .contains("\"loss\":{\"frames not decoded: cut\":2},\"error\":null}");
    }

    @Test
    void aDetectionThatIsNotThereIsWrongUsage() {
        assertThat(explain("two.pcap", "--detection", "3")).isEqualTo(2);
        assertThat(screen.err()).contains("no detection 3 in two.pcap, which has 2 detections");
        assertThat(screen.out()).isEmpty();
        assertThat(explain("quiet.pcap")).isEqualTo(2);
        assertThat(screen.err()).contains("which has none");
    }

    @Test
    void aDamagedFileIsExplainedAndTheDamageSaid() {
        assertThat(explain("cut.pcap")).isEqualTo(1);
        assertThat(screen.out()).containsPattern("LOSS(\n.*)*cut\\.pcap: the file is cut off");
        assertThat(explain("gone.pcap")).isEqualTo(1);
        assertThat(screen.err()).contains("gone.pcap").contains("check the path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--detection=0 a", "--format=html a", "a b"})
    void wrongUsageEndsWithTwo(String line) {
        assertThat(explain(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(screen.err()).contains("sekisho explain --help");
    }
}
