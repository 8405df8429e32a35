// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.nio.file.Path;
import java.util.EnumSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code sekisho explain} can be told. */
@Command(
        name = "sekisho explain",
        description =
                "Tells all about one detection: which frame said what, with which bytes, how the"
                        + " evidence adds up, what is missing, and what to tell the user.",
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 if everything was read, 1 if the input could not be read to its end,"
                    + " 2 for wrong usage or if there is no such detection."
        })
final class ExplainArguments implements Arguments.Checked {
    @Spec private CommandSpec spec;

    private Report.Format format = Report.Format.TEXT;
    private int detection = 1;

    @Option(
            names = {"-h", "--help"},
            order = 4,
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = "--excerpt",
            order = 3,
            paramLabel = "DIR",
            description =
                    "Also write the smallest capture that still shows the detection into folder"
                            + " DIR.")
    private Path excerpt;

    @Parameters(paramLabel = "FILE", description = "A capture as for analyze.")
    private String file;

    @Option(
            names = "--detection",
            order = 1,
            paramLabel = "N",
            description = "Its number in the output of analyze, from 1 (the default).")
    void detection(int number) {
        if (number < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--detection must be 1 or more, not " + number);
        }
        detection = number;
    }

    @Option(
            names = "--format",
            order = 2,
            paramLabel = "text|json",
            description = "For people (the default), or one JSON object.")
    void format(String word) {
        format = Report.Format.of(word, spec, EnumSet.of(Report.Format.TEXT, Report.Format.JSON));
    }

    Report.Format format() {
        return format;
    }

    /** Null if none is wanted. */
    Path excerpt() {
        return excerpt;
    }

    @Override
    public void check() {
        if (excerpt != null && file.equals("-")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--excerpt reads the capture twice, so it must be a file, not standard input");
        }
    }

    String file() {
        return file;
    }

    /** From 1. */
    int detection() {
        return detection;
    }
}
