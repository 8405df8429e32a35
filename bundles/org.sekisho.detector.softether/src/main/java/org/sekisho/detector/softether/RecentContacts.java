// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/**
 * Whom each host has lately begun to talk to. Bounded: {@value #HOSTS} hosts, {@value #PER_HOST}
 * contacts each, the oldest go first.
 */
final class RecentContacts {
    private static final int HOSTS = 8_192;
    private static final int PER_HOST = 64;

    /**
     * The start of a conversation.
     *
     * @param server whom
     * @param port where, 0 above UDP and ICMP
     * @param roles how it is known who began
     * @param time packet time in nanoseconds
     */
    record Contact(IpAddress server, int port, Roles roles, long time) {}

    private final Map<IpAddress, Deque<Contact>> byClient = new BoundedMap<>(HOSTS);

    /** Takes the start of a flow. */
    void begun(Flow flow, long time) {
        IpAddress client = flow.client().address();
        IpAddress server = flow.server().address();
        if (flow.outer() != null || client == null || server == null) {
            return;
        }
        Deque<Contact> contacts = byClient.computeIfAbsent(client, c -> new ArrayDeque<>(4));
        Contact last = contacts.peekLast();
        if (last != null && last.server().equals(server) && last.roles() == flow.roles()) {
            // retries of a datagram protocol would push everything else out
            contacts.removeLast();
        } else if (contacts.size() == PER_HOST) {
            contacts.removeFirst();
        }
        boolean tcp = flow.transport() == Transport.TCP;
        int port = tcp ? flow.server().port() : 0;
        contacts.addLast(new Contact(server, port, flow.roles(), time));
    }

    /** The newest of the contacts with the best reason that a host had with another, or null. */
    Contact latest(IpAddress client, IpAddress server) {
        Contact best = null;
        for (Contact contact : of(client)) {
            if (contact.server().equals(server)
                    && (best == null || contact.roles().compareTo(best.roles()) >= 0)) {
                best = contact;
            }
        }
        return best;
    }

    /** All contacts of a host that are remembered, oldest first. */
    Deque<Contact> of(IpAddress client) {
        Deque<Contact> contacts = byClient.get(client);
        return contacts == null ? new ArrayDeque<>(0) : contacts;
    }
}
