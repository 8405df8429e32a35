// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.function.Supplier;

/** Lets an analysis run and gives back all the evidence that came up in it. */
interface Recorder {
    /**
     * An outcome and what it came from.
     *
     * @param outcome of the analysis
     * @param recording all evidence
     */
    record Recorded(Outcome outcome, Recording recording) {}

    /**
     * Runs one analysis.
     *
     * @param analysis starts it and waits for its end
     */
    Recorded record(Supplier<Outcome> analysis);
}
