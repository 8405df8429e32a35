// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.testkit.TestCaptures;

@Tag("alone")
class EvaluateAndDemoIT {
    @TempDir private Path folder;

    @Test
    void filesAreFoundBesideTheManifestAndJudgedByIt() throws Exception {
        Path positive = TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap");
        Path negative = TestCaptures.path("n21_mqtts_idle-none-1050.pcap");
        Files.copy(positive, folder.resolve("one.pcap"));
        Files.copy(negative, folder.resolve("two.pcap"));
        Path manifest = folder.resolve("labels.csv");
        Files.writeString(
                manifest,
                """
                file,label,scenario,softether_version,vpn_client_ip,vpn_server_ip,port,transport,notes
                one.pcap,positive,idle,4.44,10.34.141.48,198.51.100.39,443,tcp,verified connected
                one.pcap,positive,turned,4.44,198.51.100.39,10.34.141.48,443,tcp,verified connected
                two.pcap,negative,mqtt,,,,8883,tcp,none
                """);
        Sekisho.Run run = new Sekisho().run("evaluate", "--format", "json", manifest.toString());
        assertThat(run.status()).as(run.err()).isZero();
        List<Map<String, Object>> lines = Json.lines(run);
        assertThat(lines.subList(0, 3)).extracting("right").containsExactly(true, false, true);
        assertThat(lines.get(lines.size() - 1))
                .containsEntry("positives", Map.of("right", 1L, "of", 2L))
                .containsEntry("negatives", Map.of("right", 1L, "of", 1L))
                .containsEntry("falsePositives", 0L);
    }

    /** Only suspected so far: what can be seen of them is little. */
    private static final Set<String> LATER = Set.of("p11_ssh_tunnel", "p17_openvpn_clone");

    /** The captures of the repository; with -Dsekisho.captures=DIR those of that folder too. */
    static Stream<Path> manifests() {
        String more = System.getProperty("sekisho.captures", "");
        return Stream.concat(
                        Stream.of(
                                TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap").getParent()),
                        more.isEmpty() ? Stream.empty() : Stream.of(Path.of(more)))
                .map(captures -> captures.resolve("manifest.csv"));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everySessionIsFoundAndNothingElse(Path manifest) throws Exception {
        Sekisho.Run run = new Sekisho().run("evaluate", "--format", "json", manifest.toString());
        assertThat(run.status()).as(run.err()).isZero();
        List<Map<String, Object>> files =
                Json.lines(run).stream().filter(l -> l.get("type").equals("evaluation")).toList();
        // the manifest's first line names the columns
        assertThat(files).hasSize(Files.readAllLines(manifest).size() - 1);
        assertThat(files)
                .filteredOn(file -> !LATER.contains((String) file.get("scenario")))
                .allSatisfy(file -> assertThat(file).containsEntry("right", true));
    }

    /** Recorded by integration-tests/record-ordinary-traffic. */
    @Test
    void ordinaryTrafficOfRealProgramsIsNotTakenForATunnel() throws Exception {
        Path ordinary =
                TestCaptures.path("p31_idle_tcp_only-st444-1026.pcap")
                        .getParent()
                        .resolveSibling("ordinary");
        long captures;
        try (Stream<Path> files = Files.list(ordinary)) {
            captures = files.filter(file -> file.toString().endsWith(".pcap")).count();
        }
        assertThat(captures).isGreaterThanOrEqualTo(18);
        Sekisho.Run run = new Sekisho().run("evaluate", ordinary.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(captures + " captures, ")
                .contains("detections: 0 suspected, 0 likely, 0 confirmed")
                .contains("captures with a detection that is likely or more: 0");
    }

    @Test
    void theDemoNamesTheTunnelAndTheRuleThatWouldStopItInTime() throws Exception {
        long start = System.nanoTime();
        Sekisho.Run run = new Sekisho().run("demo");
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("WHO .* tunnels to ")
                .contains("HOW SURE  confirmed")
                .containsPattern("frame \\d+ .*\\(SE-")
                .containsPattern("add element inet sekisho blocked_pairs \\{ .* timeout 10m \\}");
        assertThat(seconds).isLessThan(10);
    }
}
