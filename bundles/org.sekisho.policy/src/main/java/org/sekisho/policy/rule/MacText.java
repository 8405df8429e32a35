// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.regex.Pattern;
import org.sekisho.packet.MacAddress;

/** MAC addresses as people write them. */
public final class MacText {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\\1[0-9a-fA-F]{2}){4}");

    private MacText() {}

    /** Reads six hexadecimal pairs with colons or dashes; null if the text is none. */
    public static MacAddress parse(String text) {
        return FORM.matcher(text).matches()
                ? new MacAddress(Long.parseLong(text.replaceAll("[:-]", ""), 16))
                : null;
    }
}
