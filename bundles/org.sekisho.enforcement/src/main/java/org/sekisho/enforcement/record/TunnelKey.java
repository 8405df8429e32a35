// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.record;

import java.util.Locale;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;

/**
 * What makes two cases be about the same tunnel, over restarts: its kind and its ends, without
 * ports.
 *
 * @param tunnel kind of tunnel
 * @param client address, MAC address or name of the end that dials, or of the host that bridges;
 *     null if it is not known
 * @param server the same of the end that listens
 */
public record TunnelKey(String tunnel, Object client, Object server) {
    /** The key of a detection. */
    public static TunnelKey of(Detection detection) {
        boolean lan =
                detection.method() == Method.BRIDGE || detection.method() == Method.SECURE_NAT;
        if (lan && detection.client() != null && detection.client().mac() != null) {
            // the machine is known by its MAC address first; its IP address may be learned later
            return new TunnelKey(detection.tunnel(), detection.client().mac(), null);
        }
        return new TunnelKey(detection.tunnel(), end(detection.client()), end(detection.server()));
    }

    private static Object end(Party party) {
        if (party == null) {
            return null;
        }
        if (party.address() != null) {
            return party.address();
        }
        return party.mac() != null || party.name() == null
                ? party.mac()
                : party.name().toLowerCase(Locale.ROOT);
    }
}
