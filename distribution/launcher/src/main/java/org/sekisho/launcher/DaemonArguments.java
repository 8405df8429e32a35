// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;

/**
 * What {@code run} was called with.
 *
 * @param home the daemon's folder
 * @param logFile where the log goes; null for standard error
 */
record DaemonArguments(Path home, String logFile) {
    private static final int LOG_BYTES = 10_000_000;
    private static final int LOG_FILES = 5;

    /** Reads {@code --home} before or after the command, and {@code --log-file} after it. */
    static DaemonArguments parse(CommandLine line, Path distribution) throws LaunchException {
        Path home = line.home() == null ? distribution : line.home();
        String logFile = null;
        List<String> words = line.arguments();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            if (!option.equals("--home") && !option.equals("--log-file")) {
                throw new LaunchException(
                        2, "'run' does not know '" + word + "'; 'sekisho run --help' explains it");
            }
            String value;
            if (word.contains("=")) {
                value = word.substring(option.length() + 1);
            } else if (++at < words.size()) {
                value = words.get(at);
            } else {
                throw new LaunchException(2, option + " needs a value");
            }
            if (option.equals("--home")) {
                home = Path.of(value);
            } else {
                logFile = value;
            }
        }
        return new DaemonArguments(home.toAbsolutePath().normalize(), logFile);
    }

    /** Where log records go: a file with successors, or null for standard error. */
    Handler log(Path folder) throws LaunchException {
        if (logFile == null) {
            return null;
        }
        Path file = folder.resolve("log").resolve(logFile);
        try {
            return new FileHandler(file.toString().replace("%", "%%"), LOG_BYTES, LOG_FILES, true);
        } catch (IOException e) {
            throw new LaunchException(1, "the log " + file + " can't be written: " + e, e);
        }
    }
}
