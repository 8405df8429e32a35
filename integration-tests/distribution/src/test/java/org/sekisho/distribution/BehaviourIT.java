// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.testkit.TestCaptures;

/** How hosts and tunnels behave; recorded by integration-tests/record-behaviour. */
class BehaviourIT {
    private static final Path CAPTURES =
            TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap")
                    .getParent()
                    .resolveSibling("behaviour");
    private static final String HOST = "10.71.5.34";
    private static final String SERVER = "198.51.100.61";

    @TempDir private static Path home;
    private static List<Map<String, Object>> all;

    /** One run for all, with even odds beforehand, so that whatever speaks is told. */
    @BeforeAll
    static void analyze() throws Exception {
        Path distribution = Sekisho.distribution();
        for (String part : List.of("bin", "bundles", "conf", "conf/commands", "lib")) {
            copy(distribution.resolve(part), home.resolve(part));
        }
        Files.writeString(
                home.resolve("conf/org.sekisho.correlator.cfg"), "prior.odds.against=1\n");
        List<String> arguments = new ArrayList<>(List.of("analyze", "--format", "json"));
        try (var files = Files.list(CAPTURES)) {
            files.map(Path::toString).filter(f -> f.endsWith(".pcap")).forEach(arguments::add);
        }
        Sekisho.Run run = new Sekisho().at(home).run(arguments.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        all =
                Json.lines(run).stream()
                        .filter(line -> line.get("type").equals("detection"))
                        .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static List<Map<String, Object>> behaviour(String capture) {
        List<Map<String, Object>> told = new ArrayList<>();
        for (Map<String, Object> detection : all) {
            if (detection.get("file").equals(CAPTURES.resolve(capture).toString())) {
                for (Object each : (List<?>) detection.get("evidence")) {
                    @SuppressWarnings("unchecked")
                    Map<String, Object> evidence = (Map<String, Object>) each;
                    if (evidence.get("technique").toString().startsWith("TUN-")) {
                        assertThat(List.of(ip(detection, "client"), ip(detection, "server")))
                                .containsExactlyInAnyOrder(
                                        HOST,
                                        capture.equals("film.pcap") ? "203.0.113.41" : SERVER);
                        told.add(evidence);
                    }
                }
            }
        }
        return told;
    }

    private static Object ip(Map<String, Object> detection, String end) {
        return ((Map<?, ?>) detection.get(end)).get("ip");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "moved-udp.pcap, TUN-CONCENTRATION TUN-SYMMETRY",
        "moved-tcp.pcap, TUN-CONCENTRATION TUN-INNER-TLS TUN-SYMMETRY",
        "moved-late.pcap, TUN-CONCENTRATION TUN-INNER-TLS TUN-SYMMETRY",
        "kept.pcap, TUN-SYMMETRY",
        // what a VPN or a film looks like, too
        "openvpn.pcap, TUN-INNER-TLS",
        "wireguard.pcap, TUN-CONCENTRATION TUN-INNER-TLS",
        "film.pcap, TUN-CONCENTRATION",
        "proxy.pcap, ''",
        "file-server.pcap, ''"
    })
    void speaksWhereItShould(String capture, String techniques) {
        Set<String> told = new TreeSet<>();
        behaviour(capture).forEach(e -> told.add(e.get("technique").toString()));
        assertThat(String.join(" ", told)).isEqualTo(techniques);
    }

    /** With the weights and odds that are shipped. */
    @Test
    void whatOnlyLooksSoIsNotEvenSuspected() throws Exception {
        Sekisho.Run run =
                new Sekisho()
                        .run(
                                "evaluate",
                                "--format",
                                "json",
                                CAPTURES.resolve("manifest.csv").toString());
        assertThat(run.status()).as(run.err()).isZero();
        List<Map<String, Object>> lines = Json.lines(run);
        assertThat(lines.subList(0, lines.size() - 1))
                .filteredOn(line -> line.get("type").equals("evaluation"))
                .hasSize(9)
                .allSatisfy(line -> assertThat(line).containsEntry("right", true));
        assertThat(lines.get(lines.size() - 1)).containsEntry("falsePositives", 0L);

        Sekisho.Run others =
                new Sekisho()
                        .run(
                                "evaluate",
                                CAPTURES.resolve("openvpn.pcap").toString(),
                                CAPTURES.resolve("wireguard.pcap").toString(),
                                CAPTURES.resolve("film.pcap").toString());
        assertThat(others.status()).as(others.err()).isZero();
        assertThat(others.out()).contains("detections: 0 suspected, 0 likely, 0 confirmed");
    }
}
