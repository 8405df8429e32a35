// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.OutputStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/** The log of the process: what SLF4J hands to {@code java.util.logging} goes out as lines. */
final class ProcessLog {
    // held, because the logging system holds its loggers weakly
    private static final Logger ROOT = Logger.getLogger("");

    private ProcessLog() {}

    /**
     * Sets what is shown and how.
     *
     * @param out where lines go
     * @param level the least serious level that is shown: error, warn, info or debug
     * @param format text or json
     * @param bundles symbolic names; a logger belongs to the longest that its name begins with
     */
    static void configure(OutputStream out, String level, String format, List<String> bundles) {
        configure(new Lines(out), level, format, bundles);
    }

    /**
     * Sets what is shown and how.
     *
     * @param given where records go; null for standard error
     */
    static void configure(Handler given, String level, String format, List<String> bundles) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Level threshold =
                switch (level) {
                    case "error" -> Level.SEVERE;
                    case "warn" -> Level.WARNING;
                    case "info" -> Level.INFO;
                    default -> Level.FINE;
                };
        boolean traces = threshold == Level.FINE;
        Handler lines = given == null ? new Lines(System.err) : given;
        lines.setFormatter(new LogLine(format.equals("json"), traces, bundles));
        lines.setLevel(threshold);
        ROOT.addHandler(lines);
        ROOT.setLevel(threshold);
    }

    /** Writes each record at once: a process that ends must not take its last words with it. */
    private static final class Lines extends StreamHandler {
        Lines(OutputStream out) {
            super(out, new SimpleFormatter());
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }
    }
}
