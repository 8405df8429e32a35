// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Reconnect;
import org.sekisho.detect.Via;
import org.sekisho.packet.MacAddress;

/**
 * A detection as the object that scripts rely on, the same from {@code analyze}, from the daemon
 * and in notices: its keys in their order, values of the kinds that {@link OperationResult#rows}
 * may hold.
 */
public final class DetectionRow {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final long SECOND = 1_000_000_000L;

    private DetectionRow() {}

    /**
     * The object of a detection. Text from the network is escaped.
     *
     * @param file the capture it was found in; null live, where the key is left out
     */
    public static Map<String, Object> of(Detection detection, String file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "detection");
        if (file != null) {
            row.put("file", Escaped.of(file));
        }
        row.put("state", detection.state().label());
        row.put("confidence", rounded(detection.confidence(), 6));
        row.put("tunnel", Escaped.of(detection.tunnel()));
        row.put("generation", Escaped.of(detection.generation()));
        row.put("method", detection.method().label());
        row.put("client", client(detection.client()));
        row.put("server", server(detection.server()));
        row.put("methods", detection.methods().stream().map(Method::label).toList());
        row.put("via", via(detection.via()));
        row.put("transport", detection.transport());
        row.put("firstSeen", time(detection.firstSeen()));
        row.put("lastSeen", time(detection.lastSeen()));
        row.put("decidedAtFrame", detection.decidedAtFrame());
        List<Object> evidence = new ArrayList<>();
        detection.evidence().forEach(piece -> evidence.add(evidence(piece)));
        row.put("evidence", evidence);
        row.put("prior", rounded(detection.prior(), 6));
        row.put("twoWay", detection.twoWay());
        row.put("notSeen", detection.notSeen().stream().map(Escaped::of).toList());
        row.put("reconnects", detection.reconnects().stream().map(DetectionRow::row).toList());
        row.put("exposure", exposure(detection.exposure()));
        return row;
    }

    /** A packet time in ISO 8601, UTC, microseconds. */
    public static String time(long nanos) {
        return ISO.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND)));
    }

    /** Rounded down, so that what is not certain never reads as 1. */
    public static BigDecimal rounded(double value, int digits) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(digits, RoundingMode.DOWN).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static Map<String, Object> evidence(Evidence evidence) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("technique", Escaped.of(evidence.technique().id()));
        row.put(
                "weight",
                evidence.technique().definitive()
                        ? null
                        : rounded(evidence.technique().weight(), 4));
        row.put("frame", evidence.frame());
        row.put("detail", Escaped.of(evidence.detail()));
        row.put("twoWay", evidence.twoWay());
        return row;
    }

    private static Map<String, Object> row(Reconnect reconnect) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("time", time(reconnect.time()));
        row.put("frame", reconnect.frame());
        row.put("silence", rounded(reconnect.silence() / 1e9, 3));
        row.put("from", client(reconnect.from()));
        row.put("to", client(reconnect.to()));
        row.put("methodBefore", reconnect.before().label());
        row.put("methodAfter", reconnect.after().label());
        return row;
    }

    private static Map<String, Object> exposure(Exposure exposure) {
        if (exposure.isEmpty()) {
            return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("stations", exposure.stations().stream().map(MacAddress::toString).toList());
        row.put("peers", exposure.peers().stream().map(DetectionRow::client).toList());
        row.put("listeners", exposure.listeners());
        return row;
    }

    private static Map<String, Object> client(Party party) {
        Map<String, Object> row = address(party);
        if (row != null) {
            row.put("mac", party.mac() == null ? null : party.mac().toString());
        }
        return row;
    }

    private static Map<String, Object> server(Party party) {
        Map<String, Object> row = address(party);
        if (row != null) {
            row.put("name", Escaped.of(party.name()));
        }
        return row;
    }

    private static Map<String, Object> address(Party party) {
        if (party == null) {
            return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ip", party.address() == null ? null : party.address().toString());
        // port 0 says that there is none or that it is not known
        row.put("port", party.port() == 0 ? null : party.port());
        return row;
    }

    private static Map<String, Object> via(Via via) {
        if (via == null) {
            return null;
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", Escaped.of(via.kind()));
        row.put("ip", via.address() == null ? null : via.address().toString());
        row.put("port", via.port() == 0 ? null : via.port());
        return row;
    }
}
