// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code run} was called with.
 *
 * @param home the daemon's folder
 * @param logFile where the log goes; null for standard error
 */
record DaemonArguments(Path home, String logFile) {
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
    LogFile log(Path folder) {
        return logFile == null ? null : new LogFile(folder.resolve("log").resolve(logFile));
    }
}
