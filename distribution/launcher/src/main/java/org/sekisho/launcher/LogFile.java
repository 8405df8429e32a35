// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * The log as a file with successors. While it can't be written, lines go to standard error and are
 * counted, and now and then it is tried again: a full disk is no reason not to watch.
 */
final class LogFile extends Handler implements Supplier<List<String>> {
    /** Service property of what this tells: sentences for {@code status}. */
    static final String TROUBLE = "sekisho.log.trouble";

    private static final int MOST_BYTES = 10_000_000;
    private static final int FILES = 5;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path file;
    private final Formatter plain;
    private FileHandler open;
    private Exception failure;
    private Exception reason;
    private boolean troubled;
    private long missing;
    private long retryAt = System.nanoTime();

    /** A log in this file and those that it is moved to when it is full. */
    LogFile(Path file) {
        this.file = file;
        plain = new LogLine(false, false, List.of());
        open();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        if (open == null && System.nanoTime() - retryAt >= 0) {
            open();
        }
        if (open != null) {
            open.publish(record);
        }
        if (failure != null) {
            failed();
        }
        if (open == null) {
            missing++;
            System.err.print(getFormatter().format(record));
            System.err.flush();
        } else if (troubled) {
            troubled = false;
            tell(Level.INFO, file + " is written again; " + missing + " lines are not in it");
        }
    }

    private void open() {
        try {
            FileHandler next =
                    new FileHandler(file.toString().replace("%", "%%"), MOST_BYTES, FILES, true);
            if (getFormatter() != null) {
                next.setFormatter(getFormatter());
            }
            next.setErrorManager(
                    new ErrorManager() {
                        @Override
                        public synchronized void error(String what, Exception e, int code) {
                            failure = e == null ? new IOException(what) : e;
                        }
                    });
            open = next;
        } catch (IOException e) {
            failure = e;
            failed();
        }
    }

    /** What was buffered may be written in part, so nothing is appended to it. */
    private void failed() {
        retryAt = System.nanoTime() + RETRY_NANOS;
        FileHandler former = open;
        open = null;
        if (former != null) {
            former.close();
        }
        reason = failure;
        failure = null;
        if (!troubled) {
            troubled = true;
            tell(Level.WARNING, sentence());
        }
    }

    private String sentence() {
        return "the log "
                + file
                + " can't be written ("
                + reason
                + "), so lines go to standard error; see that its folder may be written and that its"
                + " file system has room";
    }

    private void tell(Level level, String sentence) {
        LogRecord record = new LogRecord(level, sentence);
        record.setLoggerName("org.sekisho.launcher");
        if (open != null) {
            open.publish(record);
        } else {
            Formatter formatter = getFormatter() == null ? plain : getFormatter();
            System.err.print(formatter.format(record));
            System.err.flush();
        }
    }

    /** What needs a person's attention, in sentences. */
    @Override
    public synchronized List<String> get() {
        if (troubled) {
            return List.of(sentence() + "; " + missing + " lines are not in it so far");
        }
        return missing == 0
                ? List.of()
                : List.of(
                        missing
                                + " lines of the log are not in "
                                + file
                                + ", which could not be"
                                + " written for a while; they went to standard error");
    }

    @Override
    public synchronized void setFormatter(Formatter formatter) {
        super.setFormatter(formatter);
        if (open != null) {
            open.setFormatter(formatter);
        }
    }

    @Override
    public synchronized void flush() {
        if (open != null) {
            open.flush();
        }
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
