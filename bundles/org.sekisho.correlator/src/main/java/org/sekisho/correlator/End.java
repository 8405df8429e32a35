// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.util.Locale;
import org.sekisho.detect.Party;
import org.sekisho.packet.MacAddress;

/**
 * What tells one host from another: its IP address; without one its name, as for a target that only
 * a proxy resolved; without both its MAC address, as for a bridge.
 *
 * @param text the address, name or MAC address, marked by kind
 */
record End(String text) implements Comparable<End> {
    /** The end that this party is, or null if nothing is known of it. */
    static End of(Party party) {
        if (party == null) {
            return null;
        }
        if (party.address() != null) {
            return new End("ip " + party.address());
        }
        if (party.name() != null) {
            return new End("name " + party.name().toLowerCase(Locale.ROOT));
        }
        return party.mac() == null ? null : of(party.mac());
    }

    static End of(MacAddress mac) {
        return new End("mac " + mac);
    }

    @Override
    public int compareTo(End other) {
        return text.compareTo(other.text);
    }
}
