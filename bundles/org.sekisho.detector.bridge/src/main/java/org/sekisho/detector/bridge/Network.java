// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import org.sekisho.detection.Catalogue;
import org.sekisho.packet.IpAddress;

/**
 * An IPv4 network.
 *
 * @param address its address
 * @param length of its prefix in bits, 0 to 32
 */
record Network(IpAddress address, int length) {
    /** Reads {@code 192.168.30.0/24}; null if the text is no network. */
    static Network parse(String text) {
        String[] parts = text.split("/", -1);
        IpAddress address = IpAddress.parse(parts[0].strip());
        if (parts.length != 2
                || address == null
                || address.v6()
                || !parts[1].matches("[0-9]{1,2}")) {
            return null;
        }
        int length = Integer.parseInt(parts[1]);
        return length <= 32 ? new Network(address, length) : null;
    }

    /** The network under a key of a catalogue. */
    static Network in(Catalogue catalogue, String key) {
        return catalogue.value(
                key, Network::parse, "must be an IPv4 network such as 192.168.30.0/24");
    }

    boolean contains(IpAddress other) {
        return other != null
                && !other.v6()
                && (length == 0 || (address.low() ^ other.low()) >>> 32 - length == 0);
    }
}
