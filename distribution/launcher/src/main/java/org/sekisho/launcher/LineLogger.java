// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** One logger: asks the process's settings, prints a line. */
final class LineLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    private final transient LineLoggers loggers;

    LineLogger(String name, LineLoggers loggers) {
        this.name = name;
        this.loggers = loggers;
    }

    @Override
    public boolean isTraceEnabled() {
        return loggers.shows(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return loggers.shows(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return loggers.shows(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return loggers.shows(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return loggers.shows(Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null; // lines don't say from where they were logged
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
        loggers.print(level, name, MessageFormatter.basicArrayFormat(pattern, arguments), cause);
    }
}
