// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * What the user asked for. Options before the command are the launcher's, all after it are the
 * command's and are not looked at.
 *
 * @param logLevel the level asked for; null if none was
 * @param home the folder of the daemon; null if none was named
 * @param command the command's name, empty if there was none
 */
record CommandLine(
        boolean helpWanted,
        boolean versionWanted,
        String logLevel,
        String logFormat,
        Path home,
        String command,
        List<String> arguments) {

    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");
    private static final List<String> FORMATS = List.of("text", "json");

    static CommandLine parse(List<String> words) throws LaunchException {
        boolean help = false;
        boolean version = false;
        String level = null;
        Path home = null;
        String format = "text";
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            String word = words.get(at++);
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--version", "-V" -> version = true;
                case "--log-level", "--log-format", "--home" -> {
                    String value;
                    if (word.contains("=")) {
                        value = word.substring(option.length() + 1);
                    } else if (at < words.size()) {
                        value = words.get(at++);
                    } else {
                        value = "";
                    }
                    if (option.equals("--log-level")) {
                        level = oneOf(LEVELS, option, value);
                    } else if (option.equals("--home")) {
                        home = folder(value);
                    } else {
                        format = oneOf(FORMATS, option, value);
                    }
                }
                default ->
                        throw new LaunchException(
                                2, "unknown option " + word + "; 'sekisho --help' lists them");
            }
        }
        boolean none = at == words.size();
        return new CommandLine(
                help,
                version,
                level,
                format,
                home,
                none ? "" : words.get(at),
                none ? List.of() : List.copyOf(words.subList(at + 1, words.size())));
    }

    /** The level asked for, or this one. */
    String logLevel(String otherwise) {
        return logLevel == null ? otherwise : logLevel;
    }

    private static Path folder(String value) throws LaunchException {
        if (value.isEmpty()) {
            throw new LaunchException(2, "--home needs a folder");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }

    private static String oneOf(List<String> allowed, String option, String value)
            throws LaunchException {
        if (!allowed.contains(value)) {
            throw new LaunchException(
                    2,
                    option + " is one of " + String.join(", ", allowed) + ", not '" + value + "'");
        }
        return value;
    }
}
