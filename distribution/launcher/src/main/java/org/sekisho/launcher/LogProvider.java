// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What SLF4J finds on the class path: a log of lines on standard error. Of our own, because a
 * logging library costs more at start-up than the analysis of a small file.
 */
public final class LogProvider implements SLF4JServiceProvider {

    private final LineLoggers loggers = new LineLoggers(System.err);
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();

    /** SLF4J makes one. */
    public LogProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99"; // any 2.0
    }

    @Override
    public void initialize() {
        // Everything is final and made above.
    }
}
