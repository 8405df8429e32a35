// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * Which IP address a MAC address had last, to tell a host that got a new address from a router that
 * many hosts stand behind: an address that returns after another one was seen shows that both are
 * in use. Remembers the newest few thousand MAC addresses.
 */
final class MacHolders {
    private static final int MAX_MACS = 4096;
    private static final int MAX_ADDRESSES = 16;

    private static final class Holder {
        private final Deque<IpAddress> addresses = new ArrayDeque<>(2);
        private boolean shared;
    }

    private final Map<String, Holder> holders =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Holder> eldest) {
                    return size() > MAX_MACS;
                }
            };

    /** This address was seen behind this MAC address. */
    void seen(MacAddress mac, IpAddress address) {
        if (mac == null || address == null || address.isSpecial()) {
            return;
        }
        Holder holder = holders.computeIfAbsent(name(mac, address), fresh -> new Holder());
        if (address.equals(holder.addresses.peekLast())) {
            return;
        }
        holder.shared |= holder.addresses.contains(address);
        holder.addresses.add(address);
        if (holder.addresses.size() > MAX_ADDRESSES) {
            holder.addresses.remove();
        }
    }

    /** Whether several hosts are behind this MAC address, as far as is known. */
    boolean shared(MacAddress mac) {
        return shared(mac + " 4") || shared(mac + " 6");
    }

    private boolean shared(String name) {
        Holder holder = holders.get(name);
        return holder != null && holder.shared;
    }

    /** A host has addresses of both versions at a time; within a version, one follows the other. */
    private static String name(MacAddress mac, IpAddress address) {
        return mac + (address.v6() ? " 6" : " 4");
    }
}
