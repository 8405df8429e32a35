// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.decide.Past;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/**
 * Measures from the mildest to the hardest. A tunnel that comes back meets the next one; one that
 * stays away is forgiven one after the other.
 *
 * @param rungs in this order; empty if there is no ladder
 * @param grace how long a tunnel may go on after a mere notice
 * @param down how long it must stay away to come one rung down
 * @param anyShared whether servers that others use too may be blocked for everybody
 * @param shared servers of which a person said so
 */
public record Ladder(
        List<Rung> rungs, Duration grace, Duration down, boolean anyShared, List<IpPrefix> shared) {
    /** What is done, from the mildest. */
    public enum Rung {
        /** People are told. */
        NOTIFY,
        /** Traffic between client and server is slowed down. */
        LIMIT,
        /** The connection is cut. */
        FLOW,
        /** Everything between client and server is blocked. */
        PAIR,
        /** Everything to and from the server is blocked. */
        SERVER,
        /** Everything to and from the client is blocked. */
        HOST;

        /** The word in the configuration. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies. */
    public Ladder {
        rungs = List.copyOf(rungs);
        shared = List.copyOf(shared);
    }

    /** Where a tunnel stands: a rung's number from 1, and why it is not a higher one, or null. */
    record Place(int number, String held) {}

    static Ladder parse(Map<String, String> values, Duration grace, Duration down) {
        List<Rung> rungs = new ArrayList<>();
        String text = values.get("ladder");
        for (String word : ListOption.words(text)) {
            Rung rung =
                    Arrays.stream(Rung.values())
                            .filter(any -> any.label().equals(word))
                            .findFirst()
                            .orElseThrow(() -> wrong("ladder", text, word, "must be one of"));
            if (!rungs.isEmpty() && rungs.get(rungs.size() - 1).compareTo(rung) >= 0) {
                throw wrong("ladder", text, word, "stands in the wrong place; the order is");
            }
            rungs.add(rung);
        }
        List<IpPrefix> shared = new ArrayList<>();
        boolean any = false;
        String servers = values.get("ladder.shared.servers");
        for (String word : ListOption.words(servers)) {
            IpPrefix network = IpPrefix.parse(word);
            any |= word.equals("any");
            if (network != null) {
                shared.add(network);
            } else if (!word.equals("any")) {
                throw new IllegalArgumentException(
                        "ladder.shared.servers="
                                + servers
                                + ": '"
                                + word
                                + "' must be an address, a network or 'any'");
            }
        }
        return new Ladder(rungs, grace, down, any, shared);
    }

    private static IllegalArgumentException wrong(
            String key, String text, String word, String what) {
        return new IllegalArgumentException(
                key
                        + "="
                        + text
                        + ": '"
                        + word
                        + "' "
                        + what
                        + " "
                        + Arrays.stream(Rung.values())
                                .map(Rung::label)
                                .collect(Collectors.joining(", ")));
    }

    boolean isUsed() {
        return !rungs.isEmpty();
    }

    /** Whether the last measure was only told. */
    boolean wasTold(Past past) {
        int reached = Math.min(past.rung(), rungs.size());
        return reached > 0 && rungs.get(reached - 1) == Rung.NOTIFY;
    }

    /**
     * The rung on which a tunnel stands now.
     *
     * @param returned whether it was seen again after the last measure
     * @param server null if it is not known
     */
    Place place(Past past, boolean returned, IpAddress server) {
        int wanted = wanted(past, returned);
        int server1 = rungs.indexOf(Rung.SERVER) + 1;
        boolean shared = past.sharedServer() && !isShareable(server);
        if (!shared || server1 == 0 || wanted < server1) {
            return new Place(wanted, null);
        }
        return new Place(
                server1 - 1,
                " It does not climb to the whole server, because others use it for ordinary"
                        + " traffic; to let it, name the server in ladder.shared.servers.");
    }

    private boolean isShareable(IpAddress server) {
        return anyShared
                || server != null && shared.stream().anyMatch(network -> network.contains(server));
    }

    private int wanted(Past past, boolean returned) {
        int reached = Math.min(past.rung(), rungs.size());
        if (reached == 0) {
            return 1;
        }
        Duration away = past.sinceRelease();
        if (!returned || wasTold(past) && away != null && away.compareTo(grace) < 0) {
            return reached;
        }
        long forgiven = away == null ? 0 : away.dividedBy(down);
        long next = Math.max(0, reached - forgiven) + 1;
        return (int) Math.min(next, rungs.size());
    }
}
