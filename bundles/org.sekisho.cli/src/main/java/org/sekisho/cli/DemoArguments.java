// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code sekisho demo} can be told. */
@Command(
        name = "sekisho demo",
        description =
                "Replays a recording of an office network with one SoftEther VPN in it, and shows what"
                        + " is found. Nothing on this machine is changed.",
        footer = {"", "Exit status: 0 if it ran, 1 if the recording could not be read."})
final class DemoArguments {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;
}
