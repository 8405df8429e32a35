// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Makes one line of text or one JSON object from a record of {@code java.util.logging}. */
final class LogLine extends Formatter {

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

    @Override
    public String format(LogRecord record) {
        String level = level(record.getLevel());
        String logger = record.getLoggerName();
        String message = formatMessage(record);
        Throwable cause = record.getThrown();
        return line(level, logger, message, cause) + System.lineSeparator();
    }

    /** The words of SLF4J for the levels that its binding maps them to. */
    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private String line(String level, String logger, String message, Throwable cause) {
        String text = cause == null ? message : message + " (" + cause + ")";
        if (json) {
            return "{\"time\":\"%s\",\"level\":\"%s\",\"bundle\":\"%s\",\"message\":\"%s\"}"
                    .formatted(
                            Instant.now(),
                            level.toLowerCase(Locale.ROOT),
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
