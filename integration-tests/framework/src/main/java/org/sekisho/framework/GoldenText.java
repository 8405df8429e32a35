// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;

/** The detections of a capture as text that a reviewer can read as a difference. */
final class GoldenText {
    private GoldenText() {}

    /** One block for each detection, in the order in which they were decided. */
    static String of(List<Detection> detections) {
        if (detections.isEmpty()) {
            return "no detection\n";
        }
        return detections.stream().map(GoldenText::block).collect(Collectors.joining("\n"));
    }

    private static String block(Detection detection) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s %.3f, %s, decided at frame %d",
                detection.state().label(),
                detection.confidence(),
                detection.tunnel(),
                detection.decidedAtFrame());
        line(text, "  client      %s", party(detection.client()));
        line(text, "  server      %s", party(detection.server()));
        line(
                text,
                "  methods     %s (%s)",
                detection.methods().stream().map(Method::label).collect(Collectors.joining(", ")),
                detection.transport());
        if (detection.via() != null) {
            line(
                    text,
                    "  via         %s %s:%d",
                    detection.via().kind(),
                    detection.via().address(),
                    detection.via().port());
        }
        line(
                text,
                "  generation  %s",
                detection.generation() == null ? "unknown" : detection.generation());
        for (Evidence evidence : detection.evidence()) {
            line(
                    text,
                    "  %-18s %10s  frame %-6d %s",
                    evidence.technique().id(),
                    weight(evidence),
                    evidence.frame(),
                    printable(evidence.detail()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private static String party(Party party) {
        if (party == null) {
            return "unknown";
        }
        StringBuilder text = new StringBuilder();
        text.append(party.address() == null ? "address unknown" : party.address());
        if (party.port() > 0) {
            text.append(" port ").append(party.port());
        }
        if (party.name() != null) {
            text.append(" \"").append(printable(party.name())).append('"');
        }
        if (party.mac() != null) {
            text.append(" at ").append(party.mac());
        }
        return text.toString();
    }

    private static String weight(Evidence evidence) {
        return evidence.technique().definitive()
                ? "definitive"
                : String.format(Locale.ROOT, "%.1f", evidence.technique().weight());
    }

    /** A detail may hold bytes that somebody has sent. */
    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            if (point >= 32 && point < 127) {
                                printable.append((char) point);
                            } else {
                                printable.append(String.format(Locale.ROOT, "\\u{%x}", point));
                            }
                        });
        return printable.toString();
    }
}
