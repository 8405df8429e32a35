// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code sekisho evaluate} can be told. */
@Command(
        name = "sekisho evaluate",
        description =
                "Analyses labelled captures and tells what was found as it should be, or captures"
                        + " without labels, all held to be free of tunnels, and tells what was found.",
        sortOptions = false,
        footer = {"", "Exit status: 0 if it ran, 2 for wrong usage."})
final class EvaluateArguments implements Arguments.Checked {
    @Spec private CommandSpec spec;

    private Report.Format format = Report.Format.TEXT;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            arity = "1..*",
            paramLabel = "MANIFEST.csv|PLACE",
            description = {
                "A manifest with the columns file, label, scenario, softether_version,"
                        + " vpn_client_ip, vpn_server_ip, port, transport, notes, files relative to"
                        + " it; or captures without labels, and folders that hold them."
            })
    private List<Path> places;

    @Option(
            names = "--calibration",
            description = {
                "Also tell how far confidences and weights can be trusted: detections right by"
                        + " confidence, counts of each technique, what each does alone and left"
                        + " out, and judging with weights from the other half of the scenarios."
            })
    private boolean calibration;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "For people (the default), or one JSON object a line.")
    void format(String word) {
        format = Report.Format.of(word, spec, EnumSet.of(Report.Format.TEXT, Report.Format.JSON));
    }

    Report.Format format() {
        return format;
    }

    boolean calibration() {
        return calibration;
    }

    /** Null if the captures have no labels. */
    Path manifest() {
        Path only = places.get(0);
        boolean labelled =
                places.size() == 1
                        && !Files.isDirectory(only)
                        && !CaptureTree.beginsAsCapture(only);
        return labelled ? only : null;
    }

    /** Captures and folders without labels. */
    List<Path> places() {
        return places;
    }

    @Override
    public void check() {
        if (calibration && manifest() == null) {
            throw new ParameterException(
                    spec.commandLine(), "--calibration needs a manifest, which says what is right");
        }
    }
}
