// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.List;

/** Text and page of a mail, written side by side. Whatever comes in is escaped for the page. */
final class Page {
    private static final String HEAD =
            "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head>"
                    + "<body style=\"font-family:sans-serif;font-size:14px;color:#222\">";

    private final Wording wording;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder html = new StringBuilder(HEAD);
    private boolean inFacts;

    Page(Wording wording) {
        this.wording = wording;
    }

    Wording wording() {
        return wording;
    }

    private static String escaped(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private void endFacts() {
        if (inFacts) {
            html.append("</table>");
            inFacts = false;
        }
    }

    void paragraph(String plain) {
        endFacts();
        text.append(plain).append("\n\n");
        html.append("<p>").append(escaped(plain)).append("</p>");
    }

    void heading(String plain) {
        endFacts();
        text.append("\n").append(plain).append("\n");
        html.append("<h3 style=\"margin:18px 0 4px\">").append(escaped(plain)).append("</h3>");
    }

    void fact(String name, String plain) {
        if (!inFacts) {
            html.append("<table>");
            inFacts = true;
        }
        text.append("  ");
        if (!name.isEmpty()) {
            text.append(name).append(": ");
        }
        text.append(plain).append('\n');
        html.append("<tr><td style=\"color:#777;padding-right:12px;vertical-align:top\">")
                .append(escaped(name))
                .append("</td><td>")
                .append(escaped(plain))
                .append("</td></tr>");
    }

    void list(String name, List<String> lines) {
        endFacts();
        if (lines.isEmpty()) {
            return;
        }
        if (!name.isEmpty()) {
            text.append("  ").append(name).append(":\n");
            html.append("<div style=\"color:#777;margin-top:6px\">")
                    .append(escaped(name))
                    .append("</div>");
        }
        html.append("<ul style=\"margin:2px 0\">");
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
            html.append("<li>").append(escaped(line)).append("</li>");
        }
        html.append("</ul>");
    }

    void table(List<String> head, List<List<String>> rows) {
        endFacts();
        text.append('\n');
        html.append("<table style=\"border-collapse:collapse;margin-top:12px\"><tr>");
        for (String cell : head) {
            html.append("<th style=\"text-align:left;padding:2px 8px\">")
                    .append(escaped(cell))
                    .append("</th>");
        }
        html.append("</tr>");
        for (List<String> row : rows) {
            text.append("  ").append(String.join("  ", row)).append('\n');
            html.append("<tr>");
            for (String cell : row) {
                html.append("<td style=\"border-top:1px solid #ddd;padding:2px 8px\">")
                        .append(escaped(cell))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</table>");
        text.append('\n');
    }

    void footer(String plain) {
        endFacts();
        text.append("\n-- \n").append(plain).append('\n');
        html.append("<p style=\"color:#777;margin-top:18px\">")
                .append(escaped(plain))
                .append("</p>");
    }

    String text() {
        return text.toString();
    }

    String html() {
        endFacts();
        return html + "</body></html>";
    }
}
