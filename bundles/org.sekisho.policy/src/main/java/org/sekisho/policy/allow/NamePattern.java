// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name of a host, or all names below one.
 *
 * @param name in lower case, without a dot at its end
 * @param below whether names below it are meant, and not it itself
 */
record NamePattern(String name, boolean below) {
    /** Labels as in host names (RFC 1123 §2.1), and underscores, which some use. */
    private static final Pattern FORM =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*)(\\.[a-z0-9_][a-z0-9_-]*)*");

    /** Reads {@code vpn.example.com} or {@code *.example.com}; null if the text is neither. */
    static NamePattern parse(String text) {
        String name = plain(text);
        if (name.length() > 255 || !FORM.matcher(name).matches()) {
            return null;
        }
        boolean below = name.startsWith("*.");
        return new NamePattern(below ? name.substring(2) : name, below);
    }

    boolean matches(String other) {
        if (other == null) {
            return false;
        }
        String plain = plain(other);
        return below ? plain.endsWith("." + name) : plain.equals(name);
    }

    private static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    @Override
    public String toString() {
        return below ? "*." + name : name;
    }
}
