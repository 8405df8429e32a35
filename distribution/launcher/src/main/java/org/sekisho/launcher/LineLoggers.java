// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** All loggers of the process, what they let through, and where it goes. */
final class LineLoggers implements ILoggerFactory {

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final PrintStream out;
    private volatile LogLine line = new LogLine(false, false, List.of());
    private volatile Level threshold = Level.WARN;

    LineLoggers(PrintStream out) {
        this.out = out;
    }

    static LineLoggers ofThisProcess() {
        return (LineLoggers) LoggerFactory.getILoggerFactory();
    }

    /**
     * @param level the least serious level that is shown: error, warn, info or debug
     * @param format text or json
     * @param bundles symbolic names; a logger belongs to the longest that its name begins with
     */
    void configure(String level, String format, List<String> bundles) {
        threshold = Level.valueOf(level.toUpperCase(Locale.ROOT));
        line = new LogLine(format.equals("json"), threshold == Level.DEBUG, bundles);
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, n -> new LineLogger(n, this));
    }

    boolean shows(Level level) {
        return level.toInt() >= threshold.toInt();
    }

    void print(Level level, String logger, String message, Throwable cause) {
        out.println(line.of(level, logger, message, cause));
    }
}
