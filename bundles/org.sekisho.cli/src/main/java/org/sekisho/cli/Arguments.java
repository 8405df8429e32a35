// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads arguments into an annotated object, answers {@code --help}, and says what is wrong. */
final class Arguments {
    /** Arguments were understood. */
    static final int GO_ON = -1;

    /** Arguments that may be right each by itself and wrong together. */
    interface Checked {
        /**
         * Looks at all of them.
         *
         * @throws ParameterException saying what does not go together
         */
        void check();
    }

    private Arguments() {}

    /**
     * Fills the object.
     *
     * @return {@link #GO_ON}, or the exit status if nothing is left to do
     */
    static int read(Object into, String[] arguments, Streams streams) {
        CommandLine line = new CommandLine(into);
        try {
            line.parseArgs(arguments);
        } catch (ParameterException e) {
            return refuse(line, e.getMessage(), streams);
        }
        if (line.isUsageHelpRequested()) {
            line.usage(streams.out(), CommandLine.Help.Ansi.OFF);
            streams.out().flush();
            return ExitStatus.DONE;
        }
        try {
            if (into instanceof Checked checked) {
                checked.check();
            }
        } catch (ParameterException e) {
            return refuse(line, e.getMessage(), streams);
        }
        return GO_ON;
    }

    private static int refuse(CommandLine line, String message, Streams streams) {
        streams.message(message);
        streams.err().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.WRONG_USAGE;
    }
}
