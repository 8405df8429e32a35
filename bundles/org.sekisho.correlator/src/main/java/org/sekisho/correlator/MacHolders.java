// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * Which IP address a MAC address had last, to tell a host that got a new address from a router that
 * many hosts stand behind: an address that returns after another one was seen shows that both are
 * in use, and nobody gets a third one so soon. Remembers the newest few thousand MAC addresses.
 */
final class MacHolders {
    private static final int MAX_MACS = 4096;

    private static final class Holder {
        private IpAddress before;
        private IpAddress now;
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
        if (address.equals(holder.now)) {
            return;
        }
        // another address after two: the first one again, or a third
        holder.shared |= holder.before != null;
        holder.before = holder.now;
        holder.now = address;
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
