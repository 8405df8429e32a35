// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.sekisho.decide.Block;

/** A language for blocks. */
interface Format {
    /** Name of the file. */
    String file();

    /**
     * Its lines.
     *
     * @param wanted remaining time of each, in the order in which they are written
     * @param now wall time
     * @return null if there can't be such a file now
     */
    List<String> lines(Map<Block, Duration> wanted, Instant now);
}
