// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.List;
import org.sekisho.detection.Catalogue;
import org.sekisho.packet.MacAddress;

/**
 * The first bytes of MAC addresses.
 *
 * @param bits those bytes as a number
 * @param bytes how many, 1 to 6
 */
record MacPrefix(long bits, int bytes) {
    /** Reads hexadecimal pairs with colons; null if the text is none. */
    static MacPrefix parse(String text) {
        if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){0,5}")) {
            return null;
        }
        return new MacPrefix(Long.parseLong(text.replace(":", ""), 16), (text.length() + 1) / 3);
    }

    /** Prefixes such as {@code 00:ae} under a key of a catalogue. */
    static List<MacPrefix> in(Catalogue catalogue, String key) {
        return catalogue.values(
                key, MacPrefix::parse, "must be the first one to six bytes of MAC addresses");
    }

    boolean fits(MacAddress mac) {
        return mac.bits() >>> 8 * (6 - bytes) == bits;
    }
}
