// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;

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
     * @param port where
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
        if (contacts.size() == PER_HOST) {
            contacts.removeFirst();
        }
        contacts.addLast(new Contact(server, flow.server().port(), flow.roles(), time));
    }

    /** The newest contact of a host with another, or null. */
    Contact latest(IpAddress client, IpAddress server) {
        for (var i = of(client).descendingIterator(); i.hasNext(); ) {
            Contact contact = i.next();
            if (contact.server().equals(server)) {
                return contact;
            }
        }
        return null;
    }

    /** All contacts of a host that are remembered, oldest first. */
    Deque<Contact> of(IpAddress client) {
        Deque<Contact> contacts = byClient.get(client);
        return contacts == null ? new ArrayDeque<>(0) : contacts;
    }
}
