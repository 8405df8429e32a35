// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Reconnect;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;

/** Parts of a detection in words for people; text from the network in them is escaped. */
final class Words {
    private Words() {}

    static String confidence(Detection detection) {
        return percent(detection.confidence());
    }

    private static String percent(double confidence) {
        // rounded down: only certainty is 100 %
        double percent = Math.floor(confidence * 10_000) / 100;
        return String.format(Locale.ROOT, "%.2f%%", percent);
    }

    /** Address, port and name, as far as they are known. */
    static String party(Party party) {
        if (party == null) {
            return "-";
        }
        StringBuilder text = new StringBuilder();
        if (party.address() == null) {
            String other = party.mac() == null ? "?" : party.mac().toString();
            text.append(party.name() == null ? other : Escaped.of(party.name()));
        } else if (party.address().v6() && party.port() != 0) {
            text.append('[').append(party.address()).append(']');
        } else {
            text.append(party.address());
        }
        if (party.port() != 0) {
            text.append(':').append(party.port());
        }
        if (party.address() != null && party.name() != null) {
            text.append(" (").append(Escaped.of(party.name())).append(')');
        }
        return text.toString();
    }

    static String methods(Detection detection) {
        String methods =
                detection.methods().stream().map(Method::label).collect(Collectors.joining(", "));
        if (detection.via() == null) {
            return methods;
        }
        Party proxy = new Party(detection.via().address(), detection.via().port(), null, null);
        return methods + " via " + party(proxy);
    }

    static String generation(Detection detection) {
        return detection.generation() == null ? "-" : Escaped.of(detection.generation());
    }

    static String weight(Evidence evidence) {
        return evidence.technique().definitive()
                ? "definitive"
                : String.format(Locale.ROOT, "%+.1f", evidence.technique().weight());
    }

    /** From where to where a tunnel was set up anew, and what is different. */
    static String reconnect(Reconnect reconnect) {
        List<String> differences = new ArrayList<>();
        if (reconnect.otherAddress()) {
            differences.add("another address of the same MAC address");
        }
        if (reconnect.otherCarrier()) {
            differences.add("another carrier");
        }
        if (differences.isEmpty()) {
            differences.add("the same address and carrier");
        }
        return String.format(
                Locale.ROOT,
                "%s  frame %d  set up anew %.1f s after the session before was last heard of: %s"
                        + " over %s -> %s over %s (%s)",
                DetectionRow.time(reconnect.time()),
                reconnect.frame(),
                reconnect.silence() / 1e9,
                party(reconnect.from()),
                reconnect.before().label(),
                party(reconnect.to()),
                reconnect.after().label(),
                String.join(", ", differences));
    }

    /** Seconds from the first evidence to this one. */
    static String since(Detection detection, Evidence evidence) {
        return String.format(
                Locale.ROOT, "+%.6f s", (evidence.time() - detection.firstSeen()) / 1e9);
    }

    /** How sure the evidence up to this step made us. */
    static String soFar(Explanation.Step step) {
        return step.state() == null
                ? "not yet suspected"
                : step.state().label() + ", " + percent(step.confidence());
    }

    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
