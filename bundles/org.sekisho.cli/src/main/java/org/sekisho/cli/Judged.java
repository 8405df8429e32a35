// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.List;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.packet.IpAddress;

/**
 * A labelled capture and what was found in it.
 *
 * @param entry the label
 * @param outcome what the analysis gave
 * @param best the detection that fits best, or for a negative the surest one; null if there is none
 * @param right whether that is right
 * @param problem what is wrong, in words; empty if right
 */
record Judged(ManifestEntry entry, Outcome outcome, Detection best, boolean right, String problem) {
    /**
     * Judges an outcome: a negative is right without a detection that is at least likely; a
     * positive whose session was up needs one that is at least likely, any other positive a
     * detection at all, with the right ends and method.
     */
    static Judged of(ManifestEntry entry, Outcome outcome) {
        return entry.positive() ? positive(entry, outcome) : negative(entry, outcome);
    }

    private static Judged negative(ManifestEntry entry, Outcome outcome) {
        Detection surest = surest(outcome.detections());
        boolean wrong = surest != null && surest.state().compareTo(State.LIKELY) >= 0;
        String problem = wrong ? "false positive" : "";
        if (!outcome.opened()) {
            return new Judged(entry, outcome, null, false, "could not be read");
        }
        return new Judged(entry, outcome, surest, !wrong, problem);
    }

    private static Judged positive(ManifestEntry entry, Outcome outcome) {
        Detection best = null;
        String least = outcome.opened() ? "not found" : "could not be read";
        int fewest = Integer.MAX_VALUE;
        for (Detection detection : outcome.detections()) {
            List<String> problems = problems(entry, detection);
            boolean better =
                    problems.size() < fewest
                            || problems.size() == fewest
                                    && detection.state().compareTo(best.state()) > 0;
            if (better) {
                best = detection;
                fewest = problems.size();
                least = String.join(", ", problems);
            }
        }
        return new Judged(entry, outcome, best, fewest == 0, least);
    }

    private static Detection surest(List<Detection> detections) {
        Detection surest = null;
        for (Detection detection : detections) {
            if (surest == null || detection.state().compareTo(surest.state()) > 0) {
                surest = detection;
            }
        }
        return surest;
    }

    private static List<String> problems(ManifestEntry entry, Detection detection) {
        java.util.ArrayList<String> problems = new java.util.ArrayList<>();
        if (entry.established() && detection.state().compareTo(State.LIKELY) < 0) {
            problems.add("only " + detection.state().label());
        }
        if (!entry.rightMethods().contains(detection.method())) {
            problems.add("method " + detection.method().label());
        }
        boolean ends = endsFit(entry, detection);
        if (!ends) {
            problems.add("other ends");
        }
        return problems;
    }

    private static boolean endsFit(ManifestEntry entry, Detection detection) {
        return switch (detection.method()) {
            case CONTROL, HUB -> hostFits(entry, detection);
            case BRIDGE, SECURE_NAT -> lanFits(entry, detection);
            default ->
                    fits(entry.client(), detection.client())
                            && fits(entry.server(), detection.server());
        };
    }

    /** Whether what a detection says is there, whatever its method and state. */
    static boolean isThere(ManifestEntry entry, Detection detection) {
        return entry.positive() && endsFit(entry, detection);
    }

    private static boolean fits(IpAddress expected, Party found) {
        return expected == null || is(expected, found);
    }

    private static boolean is(IpAddress address, Party found) {
        return found != null && address.equals(found.address());
    }

    /**
     * The software's host is the client if it dials and the server if it listens; the other end may
     * not be known, but must not be somebody else if the label names it.
     */
    private static boolean hostFits(ManifestEntry entry, Detection detection) {
        Party client = detection.client();
        Party server = detection.server();
        if (entry.client() != null && entry.server() != null) {
            boolean any = client != null || server != null;
            return any
                    && (client == null || is(entry.client(), client))
                    && (server == null || is(entry.server(), server));
        }
        IpAddress host = entry.client() != null ? entry.client() : entry.server();
        return host == null || is(host, client) || is(host, server);
    }

    /** The bridging host is known by its MAC address, which the label does not tell. */
    private static boolean lanFits(ManifestEntry entry, Detection detection) {
        Party host = detection.client();
        return host != null
                && (host.address() == null
                        || host.address().equals(entry.client())
                        || host.address().equals(entry.server()));
    }

    /** Whether a negative was taken for a tunnel. */
    boolean falsePositive() {
        return !entry.positive() && outcome.opened() && !right;
    }

    /** Detections that are at least likely beside the one that was expected. */
    long further() {
        return outcome.detections().stream()
                .filter(d -> d != best && d.state().compareTo(State.LIKELY) >= 0)
                .count();
    }

    /** The methods that would be right, as words. */
    String expectedMethods() {
        return String.join("|", entry.rightMethods().stream().map(Method::label).toList());
    }
}
