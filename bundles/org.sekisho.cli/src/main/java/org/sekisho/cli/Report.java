// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

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

        /** The word on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
