// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;

class ExplainIT {
    private static final Path SESSION = TestCaptures.path("p34_tls12-deb501-1102.pcap");
    private static final Path QUIET = TestCaptures.path("n11_wireguard-none-1038.pcap");

    @TempDir private Path folder;

    @Test
    @SuppressWarnings("unchecked")
    void theStepsLeadToWhatTheAnalysisSaysAndCarryBytesOfTheCapture() throws Exception {
        Sekisho.Run run = new Sekisho().run("explain", "--format", "json", SESSION.toString());
        assertThat(run.status()).as(run.err()).isZero();
        Map<String, Object> explanation = Json.lines(run).get(0);
        Map<String, Object> detection = (Map<String, Object>) explanation.get("detection");
        List<Map<String, Object>> steps = (List<Map<String, Object>>) explanation.get("steps");
        Map<String, Object> last = steps.get(steps.size() - 1);
        assertThat(steps).hasSameSizeAs((List<?>) detection.get("evidence"));
        assertThat(last)
                .containsEntry("stateThen", detection.get("state"))
                .containsEntry("confidenceThen", detection.get("confidence"));
        String capture = java.util.HexFormat.of().formatHex(Files.readAllBytes(SESSION));
        assertThat(steps)
                .filteredOn(step -> step.get("technique").equals("SE-NATT-PACK"))
                .allSatisfy(step -> assertThat(capture).contains((String) step.get("matched")))
                .isNotEmpty();
        assertThat((List<Map<String, Object>>) explanation.get("notSeen"))
                .allSatisfy(one -> assertThat((String) one.get("title")).isNotBlank());
        assertThat((Map<String, Object>) explanation.get("user")).containsOnlyKeys("en", "ja");
    }

    @Test
    void aPageHoldsAllFilesAndLoadsNothing() throws Exception {
        Path page = folder.resolve("report.html");
        Sekisho.Run run =
                new Sekisho()
                        .run(
                                "analyze",
                                "--format",
                                "html",
                                "--output",
                                page.toString(),
                                SESSION.toString(),
                                QUIET.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(Files.readString(page, StandardCharsets.UTF_8))
                .endsWith("</html>\n")
                .contains("SE-UACC-CHAIN", "お使いのコンピューター", QUIET.getFileName().toString())
                .doesNotContain("<script", "http://", "https://");
    }

    @Test
    void theExcerptIsSmallAndShowsTheSameByItself() throws Exception {
        Path excerpts = folder.resolve("excerpts");
        for (String name :
                List.of(
                        "p34_tls12-deb501-1102",
                        "p09_http_proxy-st444-1008",
                        "p15_over_dns-st444-1013")) {
            Path whole = TestCaptures.path(name + ".pcap");
            Sekisho.Run run =
                    new Sekisho()
                            .run("explain", "--excerpt", excerpts.toString(), whole.toString());
            assertThat(run.status()).as(run.err()).isZero();
            Path excerpt = excerpts.resolve(name + "-1.pcap");
            assertThat(Files.size(excerpt)).isLessThan(Files.size(whole));
            assertThat(only(excerpt)).isEqualTo(only(whole));
        }
    }

    /** What names the one detection of a capture. */
    private static Map<String, Object> only(Path capture) throws Exception {
        List<Map<String, Object>> detections =
                Json.lines(new Sekisho().run("analyze", "--format", "json", capture.toString()))
                        .stream()
                        .filter(line -> line.get("type").equals("detection"))
                        .toList();
        assertThat(detections).as(capture.toString()).hasSize(1);
        Map<String, Object> one = new java.util.TreeMap<>(detections.get(0));
        // a name may come from frames that are not needed to show the tunnel
        for (String end : List.of("client", "server")) {
            one.put(end, String.valueOf(((Map<?, ?>) one.get(end)).get("ip")));
        }
        one.keySet().retainAll(List.of("tunnel", "state", "method", "client", "server", "via"));
        return one;
    }

    @Test
    void capturesWithoutLabelsAreCountedAndABadOneStopsNothing() throws Exception {
        Files.copy(SESSION, folder.resolve("a.pcap"));
        byte[] whole = Files.readAllBytes(QUIET);
        Files.write(folder.resolve("b.pcap"), java.util.Arrays.copyOf(whole, whole.length - 7));
        Files.writeString(folder.resolve("c.pcap"), "this is no capture");
        Files.writeString(folder.resolve("notes.txt"), "nor is this");
        Files.copy(QUIET, folder.resolve("d.pcap"));
        Sekisho.Run run = new Sekisho().run("evaluate", "--format", "json", folder.toString());
        assertThat(run.status()).as(run.err()).isZero();
        List<Map<String, Object>> lines = Json.lines(run);
        assertThat(lines.get(lines.size() - 1))
                .containsEntry("type", "totals")
                .containsEntry("files", 3L)
                .containsEntry("unread", 2L)
                .containsEntry("falsePositives", 1L)
                .containsEntry("otherFiles", 1L);
        assertThat(lines)
                .filteredOn(line -> line.get("type").equals("summary"))
                .filteredOn(line -> line.get("error") != null)
                .extracting(line -> Path.of((String) line.get("file")).getFileName().toString())
                .containsExactly("b.pcap", "c.pcap");
    }
}
