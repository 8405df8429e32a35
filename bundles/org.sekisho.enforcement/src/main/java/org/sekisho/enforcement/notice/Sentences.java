// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.notice;

import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;

/** Tunnels and blocks in words. Names from the network are left as they are; see Notice. */
public final class Sentences {
    private Sentences() {}

    /** A tunnel, such as {@code softether confirmed, tls from 10.1.0.2 to 198.51.100.7:443}. */
    public static String tunnel(Detection detection) {
        StringBuilder text = new StringBuilder();
        text.append(detection.tunnel()).append(' ').append(detection.state().label());
        text.append(", ").append(detection.method().label());
        if (detection.client() != null) {
            text.append(" from ").append(party(detection.client(), false));
        }
        if (detection.server() != null) {
            text.append(" to ").append(party(detection.server(), true));
        }
        return text.toString();
    }

    private static String party(Party party, boolean withPort) {
        if (party.address() == null) {
            return party.mac() != null ? party.mac().toString() : String.valueOf(party.name());
        }
        String address = party.address().toString();
        if (!withPort || party.port() == 0) {
            return address;
        }
        return (party.address().v6() ? "[" + address + "]" : address) + ":" + party.port();
    }

    /** A block, such as {@code pair 10.1.0.2 - 198.51.100.7}, with its action if it isn't usual. */
    public static String block(Block block) {
        return switch (block.action()) {
            case DROP -> block.toString();
            case RESET -> block + " (reset)";
            case LIMIT -> block + " (limit)";
        };
    }

    /** What is done to traffic, as a verb of the past. */
    public static String done(Action action) {
        return action == Action.LIMIT ? "Limited" : "Blocked";
    }
}
