// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.Level;

/** Makes one line of text or one JSON object from a record. */
final class LogLine {

    private final boolean json;
    private final boolean traces;
    private final List<String> bundles;

    /**
     * @param traces whether a stack trace follows the line of a record with an exception
     * @param bundles symbolic names, for finding the bundle of a logger
     */
    LogLine(boolean json, boolean traces, List<String> bundles) {
        this.json = json;
        this.traces = traces;
        this.bundles =
                bundles.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
    }

    String of(Level level, String logger, String message, Throwable cause) {
        String text = cause == null ? message : message + " (" + cause + ")";
        if (json) {
            return "{\"time\":\"%s\",\"level\":\"%s\",\"bundle\":\"%s\",\"message\":\"%s\"}"
                    .formatted(
                            Instant.now(),
                            level.name().toLowerCase(Locale.ROOT),
                            printable(bundleOf(logger)),
                            printable(text));
        }
        String line = level + " " + bundleOf(logger) + ": " + printable(text);
        if (cause == null || !traces) {
            return line;
        }
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        return line + System.lineSeparator() + trace.toString().stripTrailing();
    }

    private String bundleOf(String logger) {
        for (String bundle : bundles) {
            if (logger.equals(bundle) || logger.startsWith(bundle + ".")) {
                return bundle;
            }
        }
        return logger;
    }

    // Messages may quote the network, which must not be able to forge a line or drive a terminal.
    private String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (json && (c == '"' || c == '\\')) {
                out.append('\\').append(c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
