// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Writes outcomes, one after the other, in one format. */
interface Report {
    /** Writes what came out of one input; complete lines, flushed. */
    void write(Outcome outcome) throws IOException;

    /** What {@code --format} chooses from. */
    enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON;

        Report to(Writer out) {
            return this == JSON ? new JsonLines(out) : new TextReport(out);
        }

        static Format of(String word, CommandSpec command) {
            return switch (word) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default ->
                        throw new ParameterException(
                                command.commandLine(),
                                "--format must be text or json, not " + word);
            };
        }
    }
}
