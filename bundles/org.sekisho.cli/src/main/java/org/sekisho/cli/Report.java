// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Writes outcomes, one after the other, in one format. */
interface Report {
    /** Writes what came out of one input; complete lines, flushed. */
    void write(Outcome outcome) throws IOException;

    /** Writes what comes after the last input. */
    default void end() throws IOException {}

    /** What {@code --format} chooses from. */
    enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON,
        /** A page to read in a browser. */
        HTML;

        /**
         * Understands the word after {@code --format}.
         *
         * @param allowed what this command can write
         */
        static Format of(String word, CommandSpec command, Set<Format> allowed) {
            for (Format format : allowed) {
                if (format.word().equals(word)) {
                    return format;
                }
            }
            throw new ParameterException(
                    command.commandLine(),
                    "--format must be "
                            + allowed.stream().map(Format::word).collect(Collectors.joining(" or "))
                            + ", not "
                            + word);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
