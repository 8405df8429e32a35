// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.analyze.SourceStatus;
import org.sekisho.capture.CaptureStatistics;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Party;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.operate.DetectionRow;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;
import org.sekisho.respond.Notice;

/** What is handed over, in the words of EVE. */
final class EveRecords {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long SECOND = 1_000_000_000L;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final String sensor;
    private final FlowNumbers numbers = new FlowNumbers();

    EveRecords(String sensor) {
        this.sensor = sensor;
    }

    private Map<String, Object> record(String type, long nanos) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("timestamp", time(nanos));
        row.put("event_type", type);
        if (sensor != null) {
            row.put("host", sensor);
        }
        return row;
    }

    private static String time(long nanos) {
        return TIME.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND)));
    }

    /** An {@code alert} if a case was found, has changed or is blocked, else of a type of ours. */
    Map<String, Object> of(Notice notice) {
        Detection detection = notice.detection();
        boolean isAlert =
                detection != null
                        && switch (notice.kind()) {
                            case DETECTED, CHANGED, BLOCKED -> true;
                            default -> false;
                        };
        Map<String, Object> row = record(isAlert ? "alert" : "sekisho", notice.time());
        if (detection != null) {
            ends(row, detection);
        }
        if (isAlert) {
            row.put("alert", Signature.of(detection, notice.kind() == Notice.Kind.BLOCKED));
            String protocol = application(detection);
            if (protocol != null) {
                row.put("app_proto", protocol);
            }
        }
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("kind", notice.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        own.put("case", notice.caseId() == 0 ? null : notice.caseId());
        own.put("text", notice.text());
        own.put("decision", decision(notice.decision()));
        own.put("detection", detection == null ? null : DetectionRow.of(detection, null));
        row.put("sekisho", own);
        return row;
    }

    private void ends(Map<String, Object> row, Detection detection) {
        long flow = flow(detection);
        if (flow != 0) {
            row.put("flow_id", numbers.of(flow));
        }
        Party client = detection.client();
        Party server = detection.server();
        end(row, "src", address(client), client == null ? 0 : client.port());
        end(row, "dest", address(server), server == null ? 0 : server.port());
        Transport transport = transport(detection.transport());
        if (transport != null) {
            row.put("proto", transport.name());
        }
        // behind a proxy the wire has other ends than the case
        if (detection.via() == null
                && address(client) != null
                && address(server) != null
                && client.port() != 0
                && server.port() != 0) {
            communityId(
                    row,
                    transport,
                    client.address(),
                    client.port(),
                    server.address(),
                    server.port());
        }
        if (client != null && client.mac() != null) {
            row.put("ether", Map.of("src_mac", client.mac().toString()));
        }
    }

    private static IpAddress address(Party party) {
        return party == null ? null : party.address();
    }

    /** The flow that an alert is best looked up by: the last one that speaks for its method. */
    private static long flow(Detection detection) {
        long any = 0;
        long best = 0;
        for (Evidence evidence : detection.evidence()) {
            if (evidence.flow() != 0) {
                any = evidence.flow();
                if (evidence.method() == detection.method()) {
                    best = evidence.flow();
                }
            }
        }
        return best == 0 ? any : best;
    }

    private static Transport transport(String label) {
        return switch (label == null ? "" : label) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            case "icmp" -> Transport.ICMP;
            default -> null;
        };
    }

    private static String application(Detection detection) {
        return switch (detection.method()) {
            case TLS, SSTP_CLONE -> "tls";
            case HTTP_PROXY -> "http";
            case SSH -> "ssh";
            case DNS -> "dns";
            default -> null;
        };
    }

    private static Map<String, Object> decision(Decision decision) {
        if (decision == null) {
            return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("verdict", decision.verdict().name().toLowerCase(Locale.ROOT));
        row.put("block", decision.block() == null ? null : decision.block().toString());
        row.put("seconds", decision.duration() == null ? null : decision.duration().toSeconds());
        row.put("reason", decision.reason());
        return row;
    }

    private static void end(Map<String, Object> row, String end, IpAddress address, int port) {
        if (address != null) {
            row.put(end + "_ip", address.toString());
            if (port != 0) {
                row.put(end + "_port", port);
            }
        }
    }

    private static void communityId(
            Map<String, Object> row,
            Transport transport,
            IpAddress source,
            int sourcePort,
            IpAddress destination,
            int destinationPort) {
        if (transport == Transport.TCP || transport == Transport.UDP) {
            row.put(
                    "community_id",
                    CommunityId.of(
                            transport == Transport.TCP ? TCP : UDP,
                            source,
                            sourcePort,
                            destination,
                            destinationPort));
        }
    }

    /** A {@code flow}. */
    Map<String, Object> of(FlowEnded ended, boolean alerted) {
        Flow flow = ended.origin().flow();
        Map<String, Object> row = record("flow", ended.origin().time());
        row.put("flow_id", numbers.of(flow.id()));
        IpAddress client = flow.client().address();
        IpAddress server = flow.server().address();
        end(row, "src", client, flow.client().port());
        end(row, "dest", server, flow.server().port());
        if (flow.transport() != Transport.OTHER_IP && flow.transport() != Transport.LINK) {
            row.put("proto", flow.transport().name());
        }
        if (client != null && server != null && flow.outer() == null) {
            communityId(
                    row,
                    flow.transport(),
                    client,
                    flow.client().port(),
                    server,
                    flow.server().port());
        }
        if (flow.vlan() >= 0) {
            row.put("vlan", List.of(flow.vlan()));
        }
        if (flow.outer() != null) {
            row.put("parent_id", numbers.of(flow.outer().id()));
        }
        Map<String, Object> counters = new LinkedHashMap<>();
        counters.put("pkts_toserver", ended.packetsToServer());
        counters.put("pkts_toclient", ended.packetsToClient());
        counters.put("bytes_toserver", ended.bytesToServer());
        counters.put("bytes_toclient", ended.bytesToClient());
        counters.put("start", time(ended.firstTime()));
        counters.put("end", time(ended.origin().time()));
        counters.put("age", Math.max(0, ended.origin().time() - ended.firstTime()) / SECOND);
        counters.put("state", state(ended));
        counters.put("reason", reason(ended.reason()));
        counters.put("alerted", alerted);
        row.put("flow", counters);
        return row;
    }

    private static String state(FlowEnded ended) {
        return switch (ended.reason()) {
            case CLOSED, RESET -> "closed";
            default ->
                    ended.packetsToServer() > 0 && ended.packetsToClient() > 0
                            ? "established"
                            : "new";
        };
    }

    private static String reason(FlowEnded.Reason reason) {
        return switch (reason) {
            case CLOSED, RESET, IDLE -> "timeout";
            case EVICTED -> "forced";
            case CAPTURE_ENDED -> "shutdown";
        };
    }

    /** A {@code stats}: counters since the start. */
    Map<String, Object> of(
            AnalysisSummary summary,
            List<SourceStatus> sources,
            Map<String, Long> written,
            long uptimeSeconds,
            long nanos) {
        long received = 0;
        long dropped = 0;
        long missed = 0;
        for (SourceStatus source : sources) {
            for (CaptureStatistics queue : source.queues()) {
                received += queue.frames();
                dropped += queue.droppedByKernel();
                missed += queue.droppedByInterface();
            }
        }
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("uptime", uptimeSeconds);
        Map<String, Object> capture = new LinkedHashMap<>();
        capture.put("kernel_packets", received + dropped);
        capture.put("kernel_drops", dropped);
        capture.put("errors", missed);
        stats.put("capture", capture);
        Map<String, Object> decoder = new LinkedHashMap<>();
        decoder.put("pkts", summary.frames());
        decoder.put("bytes", summary.bytes());
        decoder.put("invalid", summary.undecoded());
        stats.put("decoder", decoder);
        stats.put("flow", Map.of("total", summary.flows()));
        stats.put("detect", Map.of("alert", written.getOrDefault("alert", 0L)));
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("evicted", summary.evicted());
        own.put("evicted_by", new TreeMap<>(summary.evictedBy()));
        own.put("undecoded_by", new TreeMap<>(summary.undecodedBy()));
        own.put("counters", new TreeMap<>(summary.counters()));
        own.put("longest_stall_ns", summary.longestPollGapNanos());
        stats.put("sekisho", own);
        Map<String, Object> row = record("stats", nanos);
        row.put("stats", stats);
        return row;
    }
}
