// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

/** Words out of a jar that nobody has vouched for, on their way to a terminal or a log. */
final class Text {
    private static final int LONGEST = 120;

    private Text() {}

    /** The same text, at most 120 characters of it, whatever is not plain ASCII escaped. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < LONGEST; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.length() < LONGEST ? out.toString() : out.append('…').toString();
    }
}
