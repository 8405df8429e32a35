// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Party;

/** What a host opens its network to, in words; each is empty where there is nothing to say. */
final class ExposureWords {
    /** Ends named in a sentence; lists name all. */
    private static final int NAMED = 3;

    private ExposureWords() {}

    /** A line each of MAC addresses, ends of sessions, ports and the relay. */
    static List<String> lines(Detection detection) {
        Exposure exposure = detection.exposure();
        List<String> lines = new ArrayList<>();
        if (!exposure.stations().isEmpty()) {
            lines.add(
                    stations(exposure)
                            + ": "
                            + exposure.stations().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", ")));
        }
        if (!exposure.peers().isEmpty()) {
            lines.add(
                    "sessions with "
                            + exposure.peers().stream()
                                    .map(Words::party)
                                    .collect(Collectors.joining(", ")));
        }
        if (!exposure.listeners().isEmpty()) {
            lines.add("listens at port " + listeners(exposure));
        }
        if (!relay(detection).isEmpty()) {
            lines.add("reached through the relay " + relay(detection));
        }
        return lines;
    }

    static String stations(Exposure exposure) {
        int number = exposure.stations().size();
        return number == 0
                ? ""
                : (number == Exposure.MAX ? "at least " : "")
                        + number
                        + (number == 1 ? " foreign MAC address" : " foreign MAC addresses");
    }

    static String listeners(Exposure exposure) {
        return exposure.listeners().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Other ends of sessions, without the ports they happened to use. */
    static String peers(Exposure exposure) {
        Set<String> peers = new LinkedHashSet<>();
        for (Party peer : exposure.peers()) {
            peers.add(Words.party(new Party(peer.address(), 0, peer.name(), peer.mac())));
        }
        String named = peers.stream().limit(NAMED).collect(Collectors.joining(", "));
        return peers.size() <= NAMED ? named : named + " and " + (peers.size() - NAMED) + " more";
    }

    /** The relay that leads clients to a hub. */
    static String relay(Detection detection) {
        return detection.via() == null || !detection.via().kind().equals("relay")
                ? ""
                : Words.party(
                        new Party(detection.via().address(), detection.via().port(), null, null));
    }
}
