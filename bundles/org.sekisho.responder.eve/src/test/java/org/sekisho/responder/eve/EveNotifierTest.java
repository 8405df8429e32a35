// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.analyze.SourceStatus;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.detect.Detection;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;
import org.sekisho.respond.Notice;
import org.sekisho.testkit.notice.HostileTexts;
import org.sekisho.testkit.notice.SampleNotices;

class EveNotifierTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path home;
    private EveNotifier notifier;

    @AfterEach
    void stop() {
        notifier.stop();
    }

    private void start(Map<String, Object> named) {
        Map<String, Object> all = new HashMap<>(named);
        all.putIfAbsent("sensor_name", "sensor");
        notifier = new EveNotifier(home, Settings.of(all));
    }

    private List<String> lines() throws IOException {
        Path file = home.resolve("log/eve.json");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private List<String> lines(int number) {
        return await().atMost(PATIENCE).until(this::lines, lines -> lines.size() >= number);
    }

    private static String value(String line, String key) {
        Matcher found = Pattern.compile("\"" + key + "\":(\"[^\"]*\"|[^,}]*)").matcher(line);
        assertThat(found.find()).as(key + " in " + line).isTrue();
        return found.group(1);
    }

    private static FlowEnded ended(
            long id, String client, int port, FlowEnded.Reason reason, int vlan) {
        Flow flow =
                new Flow(
                        id,
                        Transport.TCP,
                        new Endpoint(IpAddress.parse(client), port),
                        new Endpoint(IpAddress.parse("198.18.30.96"), 443),
                        null,
                        null,
                        vlan,
                        Roles.SYN,
                        null,
                        null);
        return new FlowEnded(
                new Origin(flow, 99, SampleNotices.TIME, true),
                reason,
                SampleNotices.TIME - 61_500_000_000L,
                10,
                8,
                1200,
                900);
    }

    @Test
    void aDetectionIsAnAlertAsSuricataWritesThem() throws Exception {
        start(Map.of());
        notifier.notify(SampleNotices.detected(17));
        notifier.notify(SampleNotices.blocked(Notice.Kind.BLOCKED, 17));
        List<String> lines = lines(2);
        assertThat(lines.get(0))
                .startsWith(
                        "{\"timestamp\":\"2026-11-22T18:50:17.123456+0000\","
                                + "\"event_type\":\"alert\",\"host\":\"sensor\",\"flow_id\":")
                .contains(
                        "\"src_ip\":\"10.0.0.17\",\"src_port\":50922,\"dest_ip\":\"198.18.30.96\","
                                + "\"dest_port\":443,\"proto\":\"TCP\",\"community_id\":\"1:")
                .contains("\"ether\":{\"src_mac\":\"4e:b9:af:ac:08:74\"}")
                .contains(
                        "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":1790001,"
                                + "\"rev\":1,\"signature\":\"SEKISHO softether tls (confirmed)\",")
                .contains("\"severity\":1}")
                .contains("\"app_proto\":\"tls\"")
                .contains("\"sekisho\":{\"kind\":\"detected\",\"case\":17,");
        assertThat(lines.get(1)).contains("\"action\":\"blocked\"");
        assertThat(value(lines.get(1), "flow_id")).isEqualTo(value(lines.get(0), "flow_id"));
        assertThat(Long.parseLong(value(lines.get(0), "flow_id"))).isBetween(1L, 1L << 51);
    }

    @Test
    void whatIsNoAlertIsOfATypeOfOurOwn() {
        start(Map.of());
        notifier.notify(SampleNotices.trouble("the circuit breaker opened"));
        notifier.notify(SampleNotices.blocked(Notice.Kind.STILL_FLOWING, 3));
        List<String> lines = lines(2);
        assertThat(lines.get(0)).contains("\"event_type\":\"sekisho\"", "\"kind\":\"trouble\"");
        assertThat(lines.get(1))
                .contains("\"event_type\":\"sekisho\"", "\"kind\":\"still-flowing\"")
                .contains("\"src_ip\":\"10.0.0.3\"");
    }

    @Test
    void textFromTheNetworkStaysTextInOneLine() {
        start(Map.of());
        HostileTexts.ALL.forEach(text -> notifier.notify(SampleNotices.hostile(1, text)));
        List<String> lines = lines(HostileTexts.ALL.size());
        assertThat(lines)
                .hasSize(HostileTexts.ALL.size())
                .allMatch(line -> line.startsWith("{\"timestamp\":") && line.endsWith("}"))
                .allMatch(line -> line.length() < 16 << 10)
                .noneMatch(HostileTexts::steers);
    }

    @Test
    void flowsOfACaseAreWrittenAndOthersOnlyIfAsked() throws Exception {
        start(Map.of());
        assertThat(notifier.events()).containsExactly(FlowEnded.class);
        notifier.event(ended(5, "10.0.0.1", 40000, FlowEnded.Reason.CLOSED, -1));
        notifier.notify(SampleNotices.detected(1));
        // by the flow that evidence was seen on, and by the two ends
        notifier.event(ended(7, "10.9.9.9", 40001, FlowEnded.Reason.CLOSED, 12));
        notifier.event(ended(8, "10.0.0.1", 40002, FlowEnded.Reason.EVICTED, -1));
        notifier.event(ended(9, "10.0.0.2", 40003, FlowEnded.Reason.IDLE, -1));
        List<String> lines = lines(3);
        assertThat(lines).hasSize(3);
        assertThat(value(lines.get(1), "flow_id")).isEqualTo(value(lines.get(0), "flow_id"));
        assertThat(lines.get(1))
                .contains("\"event_type\":\"flow\"", "\"src_ip\":\"10.9.9.9\"", "\"vlan\":[12]")
                .contains(
                        "\"flow\":{\"pkts_toserver\":10,\"pkts_toclient\":8,"
                                + "\"bytes_toserver\":1200,\"bytes_toclient\":900,"
                                + "\"start\":\"2026-11-22T18:49:15.623456+0000\","
                                + "\"end\":\"2026-11-22T18:50:17.123456+0000\",\"age\":61,"
                                + "\"state\":\"closed\",\"reason\":\"timeout\",\"alerted\":true}");
        assertThat(lines.get(2)).contains("\"reason\":\"forced\"");
        notifier.stop();

        start(Map.of("flows", "all"));
        notifier.event(ended(9, "10.0.0.2", 40003, FlowEnded.Reason.IDLE, -1));
        assertThat(lines(4).get(3)).contains("\"alerted\":false", "\"state\":\"established\"");
        notifier.stop();

        start(Map.of("flows", "none"));
        assertThat(notifier.events()).isEmpty();
    }

    /** Counters that stand still. */
    private record Standing() implements LiveAnalysis {
        @Override
        public AnalysisSummary summary() {
            return new AnalysisSummary(
                    100,
                    6400,
                    7,
                    2,
                    Map.of("cut", 2L),
                    0,
                    Map.of(),
                    Map.of("tcp", 90L),
                    0,
                    0,
                    0,
                    5);
        }

        @Override
        public List<Detection> detections() {
            return List.of();
        }

        @Override
        public List<SourceStatus> sources() {
            return List.of(
                    new SourceStatus(
                            "eth0",
                            true,
                            "",
                            List.of(
                                    new CaptureStatistics(60, 4000, 3, 1, 0, 0, Map.of()),
                                    new CaptureStatistics(40, 2400, 2, 0, 0, 0, Map.of())),
                            Map.of()));
        }

        @Override
        public boolean sourcesTried() {
            return true;
        }
    }

    @Test
    void countersAreWrittenPeriodically() {
        start(Map.of("stats_seconds", 1));
        notifier.bindAnalysis(new Standing());
        String line = lines(2).get(1);
        assertThat(line)
                .contains("\"event_type\":\"stats\"")
                .contains("\"capture\":{\"kernel_packets\":105,\"kernel_drops\":5,\"errors\":1}")
                .contains("\"decoder\":{\"pkts\":100,\"bytes\":6400,\"invalid\":2}")
                .contains("\"flow\":{\"total\":7}")
                .contains("\"counters\":{\"tcp\":90}");
    }

    @Test
    void tenThousandNoticesAtOnceHoldNobodyUpAndAreAllWritten() {
        start(Map.of("rotate_mib", 1, "keep", 999));
        long begun = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            notifier.notify(SampleNotices.detected(i));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        await().atMost(PATIENCE)
                .until(() -> ((Number) notifier.status().get("alerts")).longValue() == 10_000);
        assertThat(notifier.status()).containsEntry("lost", 0L);
        assertThat(((Number) notifier.status().get("rotations")).longValue()).isPositive();
    }

    @Test
    void whereNothingCanBeWrittenTheLossIsCountedAndShown() throws Exception {
        Files.writeString(home.resolve("log"), "no folder");
        start(Map.of());
        notifier.notify(SampleNotices.detected(1));
        await().atMost(PATIENCE).until(() -> !notifier.troubles().isEmpty());
        assertThat(notifier.troubles().get(0)).contains("1 records are lost", "eve.json");
        assertThatThrownBy(() -> notifier.test(SampleNotices.test()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("may be written by this user");
        Files.delete(home.resolve("log"));
        assertThat(notifier.test(SampleNotices.test())).contains("written to");
        notifier.notify(SampleNotices.detected(2));
        assertThat(lines(2).get(1)).contains("\"case\":2");
        await().atMost(PATIENCE).until(() -> notifier.troubles().isEmpty());
    }
}
