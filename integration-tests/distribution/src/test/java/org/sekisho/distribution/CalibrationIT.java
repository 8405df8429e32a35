// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.TestCaptures;

class CalibrationIT {
    private static final String MANIFEST =
            """
            file,label,scenario,softether_version,vpn_client_ip,vpn_server_ip,port,transport,notes
            one.pcap,positive,idle,4.44,10.34.141.48,198.51.100.39,443,tcp,verified connected
            two.pcap,negative,mqtt,,,,8883,tcp,none
            """;

    @TempDir private Path folder;

    private List<Map<String, Object>> calibrate() throws Exception {
        Files.copy(
                TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap"), folder.resolve("one.pcap"));
        Files.copy(TestCaptures.path("n21_mqtts_idle-none-1050.pcap"), folder.resolve("two.pcap"));
        Path manifest = folder.resolve("labels.csv");
        Files.writeString(manifest, MANIFEST);
        Sekisho.Run run =
                new Sekisho()
                        .run("evaluate", "--calibration", "--format", "json", manifest.toString());
        assertThat(run.status()).as(run.err()).isZero();
        return Json.lines(run);
    }

    private static List<Map<String, Object>> ofType(List<Map<String, Object>> lines, String type) {
        return lines.stream().filter(line -> line.get("type").equals(type)).toList();
    }

    @Test
    void evidenceOfTheRealDetectorsIsCountedAndJudgedAgainAsTheAnalysisDid() throws Exception {
        List<Map<String, Object>> lines = calibrate();
        assertThat(ofType(lines, "totals")).hasSize(1);
        assertThat(lines.get(lines.size() - 1))
                .containsEntry("type", "calibration")
                .containsEntry("judgedAgainUnlike", List.of())
                .containsEntry("evicted", 0L);
        assertThat(ofType(lines, "technique"))
                .anySatisfy(
                        technique ->
                                assertThat(technique)
                                        .containsEntry("technique", "SE-TLS-PROBE")
                                        .containsEntry("with", Map.of("hits", 1L, "of", 1L)));
        assertThat(ofType(lines, "reliability"))
                .anySatisfy(bin -> assertThat(bin).containsEntry("of", 1L));
        assertThat(ofType(lines, "half")).hasSize(10);
    }
}
