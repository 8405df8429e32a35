// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Map;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.dns.DnsAnswer;
import org.sekisho.event.dns.DnsMessage;
import org.sekisho.packet.IpAddress;

/**
 * Which address was resolved from which name by which host, from DNS answers. Bounded: {@value
 * #MOST} of each kind, the longest unused go first.
 */
final class RecentNames {
    private static final int MOST = 16_384;
    private static final int A = 1;
    private static final int AAAA = 28;

    private record Asked(IpAddress client, IpAddress address) {}

    private record Lookup(IpAddress client, String name) {}

    private final Map<Asked, String> names = new BoundedMap<>(MOST);
    private final Map<Lookup, IpAddress> addresses = new BoundedMap<>(MOST);
    private final Map<String, IpAddress> byAnybody = new BoundedMap<>(MOST);

    /** Takes an answer; queries and failures say nothing. */
    void learn(DnsMessage message) {
        if (!message.response() || message.questions().isEmpty()) {
            return;
        }
        // the question's name is what was asked for; owners further down are aliases
        String name = message.questions().get(0).name();
        IpAddress client = message.origin().flow().client().address();
        for (DnsAnswer answer : message.answers()) {
            if (answer.address() != null && (answer.type() == A || answer.type() == AAAA)) {
                learn(client, name, answer.address());
            }
        }
    }

    void learn(IpAddress client, String name, IpAddress address) {
        names.put(new Asked(client, address), name);
        addresses.putIfAbsent(new Lookup(client, name), address);
        byAnybody.putIfAbsent(name, address);
    }

    /** The name by which this client got to know the address; null if not seen. */
    String nameOf(IpAddress client, IpAddress address) {
        return names.get(new Asked(client, address));
    }

    /** The address that this client, else anybody, got for the name; null if not seen. */
    IpAddress addressOf(IpAddress client, String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        IpAddress own = addresses.get(new Lookup(client, lower));
        return own != null ? own : byAnybody.get(lower);
    }
}
