// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.Locale;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;
import org.sekisho.operate.Escaped;

/** A detection in one line for people. */
final class DetectionLine {
    private DetectionLine() {}

    static String of(Detection detection) {
        return String.format(
                Locale.ROOT,
                "%s %s (%.2f %%): %s %s -> %s",
                detection.tunnel(),
                detection.state().label(),
                Math.floor(detection.confidence() * 10_000) / 100,
                detection.method().label(),
                party(detection.client()),
                party(detection.server()));
    }

    private static String party(Party party) {
        if (party == null) {
            return "?";
        }
        String address =
                party.address() != null
                        ? party.address().toString()
                        : party.mac() != null ? party.mac().toString() : "?";
        if (party.address() != null && party.address().v6() && party.port() != 0) {
            address = "[" + address + "]";
        }
        String port = party.port() == 0 ? "" : ":" + party.port();
        String name = party.name() == null ? "" : " (" + Escaped.of(party.name()) + ")";
        return address + port + name;
    }
}
