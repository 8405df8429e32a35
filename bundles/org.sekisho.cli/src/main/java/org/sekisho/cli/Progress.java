// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.Locale;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.operate.Escaped;

/** A progress bar on a terminal; nothing elsewhere. */
final class Progress {
    private static final int BAR = 30;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Streams streams;
    private final String label;
    private boolean shown;

    Progress(Streams streams, String label) {
        this.streams = streams;
        this.label = Escaped.of(label);
    }

    /** Draws the bar anew. */
    void show(AnalysisSummary summary) {
        if (!streams.terminal()) {
            return;
        }
        StringBuilder line = new StringBuilder(CLEAR_LINE);
        if (summary.total() > 0) {
            double part = Math.min(1, (double) summary.position() / summary.total());
            int full = (int) (part * BAR);
            line.append('[').append("#".repeat(full)).append(".".repeat(BAR - full)).append("] ");
            line.append(String.format(Locale.ROOT, "%3d%% ", (int) (part * 100)));
        }
        line.append(String.format(Locale.ROOT, "%,d frames  ", summary.frames())).append(label);
        streams.err().print(line);
        streams.err().flush();
        shown = true;
    }

    /** Takes the bar away. */
    void clear() {
        if (shown) {
            streams.err().print(CLEAR_LINE);
            streams.err().flush();
        }
    }
}
