// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import org.sekisho.operate.Escaped;

/**
 * Writes a page: text is escaped here and nowhere else, so whoever writes the page can only choose
 * elements.
 */
final class HtmlText {
    private final StringBuilder page = new StringBuilder(4096);

    /** Text for any place in a page, between tags or inside a quoted attribute. */
    static String escaped(String text) {
        String printable = Escaped.of(String.valueOf(text));
        StringBuilder safe = new StringBuilder(printable.length() + 16);
        for (int i = 0; i < printable.length(); i++) {
            char c = printable.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** An opening tag; the attributes are ours, never from the network. */
    HtmlText open(String tag) {
        page.append('<').append(tag).append('>');
        return this;
    }

    HtmlText close(String tag) {
        page.append("</").append(tag).append(">\n");
        return this;
    }

    HtmlText text(String text) {
        page.append(escaped(text));
        return this;
    }

    /** An element with nothing but text in it. */
    HtmlText element(String tag, String text) {
        int end = tag.indexOf(' ');
        return open(tag).text(text).close(end < 0 ? tag : tag.substring(0, end));
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
