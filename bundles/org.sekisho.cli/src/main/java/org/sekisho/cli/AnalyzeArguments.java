// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code sekisho analyze} can be told. */
@Command(
        name = "sekisho analyze",
        description = "Reads captures and tells which tunnels they show, and why.",
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 if everything was read, 1 if some input could not be read to its end,"
                    + " 2 for wrong usage, 3 with --fail-on-detection if something was found."
        })
final class AnalyzeArguments implements Arguments.Checked {
    @Spec private CommandSpec spec;

    private Report.Format format = Report.Format.TEXT;

    @Option(
            names = "--output",
            order = 2,
            paramLabel = "FILE",
            description = "Write results to FILE instead of standard output.")
    private Path output;

    private int workers = Replay.defaultWorkers();

    @Option(
            names = "--merge",
            order = 4,
            description = "Take all FILEs as one capture, in the order of time.")
    private boolean merge;

    @Option(
            names = "--fail-on-detection",
            order = 5,
            description = "End with status 3 if anything was found.")
    private boolean failOnDetection;

    @Option(
            names = {"-h", "--help"},
            order = 7,
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = "--excerpt",
            order = 6,
            paramLabel = "DIR",
            description =
                    "Also write, for each detection, the smallest capture that still shows it into"
                            + " folder DIR.")
    private Path excerpt;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Capture files: pcap or pcapng, also packed with gzip or zstd; - is standard"
                            + " input.")
    private List<String> files;

    @Option(
            names = "--workers",
            order = 3,
            paramLabel = "N",
            description =
                    "Threads that decode, 1 to 64 (default: as many as there are processors,"
                            + " at most 4). Results don't depend on it.")
    void workers(int number) {
        if (number < 1 || number > 64) {
            throw new ParameterException(
                    spec.commandLine(), "--workers must be 1 to 64, not " + number);
        }
        workers = number;
    }

    @Option(
            names = "--format",
            order = 1,
            paramLabel = "text|json|html",
            description =
                    "For people (the default), one JSON object a line, or a page to read in a"
                            + " browser.")
    void format(String word) {
        format = Report.Format.of(word, spec, EnumSet.allOf(Report.Format.class));
    }

    Report.Format format() {
        return format;
    }

    /** Null for standard output. */
    Path output() {
        return output;
    }

    /** Null if none is wanted. */
    Path excerpt() {
        return excerpt;
    }

    @Override
    public void check() {
        if (excerpt != null && (merge || files.contains("-"))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--excerpt reads each capture twice, so it goes neither with standard input nor"
                            + " with --merge");
        }
    }

    int workers() {
        return workers;
    }

    boolean merge() {
        return merge;
    }

    boolean failOnDetection() {
        return failOnDetection;
    }

    List<String> files() {
        return files;
    }
}
