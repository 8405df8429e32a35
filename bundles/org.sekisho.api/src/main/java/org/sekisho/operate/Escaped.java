// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

/**
 * Makes text from the network harmless for whoever looks at it: what would steer a terminal, turn
 * the direction of writing or be invisible is shown by its number, as in {@code \u001b}.
 */
public final class Escaped {
    private Escaped() {}

    /** The text, printable on one line; null stays null. */
    public static String of(String text) {
        if (text == null || text.codePoints().allMatch(Escaped::isPrintable)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        point -> {
                            if (isPrintable(point)) {
                                printable.appendCodePoint(point);
                            } else if (point <= 0xffff) {
                                printable.append(String.format("\\u%04x", point));
                            } else {
                                printable.append(String.format("\\u{%x}", point));
                            }
                        });
        return printable.toString();
    }

    /**
     * The same, cut where it is too long, so that whoever is observed can't decide how much is
     * written about him.
     *
     * @param most characters of the text that are kept, 1 or more; what is cut ends with three dots
     */
    public static String of(String text, int most) {
        if (text == null || text.length() <= most) {
            return of(text);
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return of(text.substring(0, end)) + "...";
    }

    private static boolean isPrintable(int point) {
        if (point < 0x7f) {
            return point >= 0x20;
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
