// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The line that says when a file was written.
 *
 * @param interval seconds after which it is written anew at the latest
 */
record Stamp(int interval) {
    String line(Instant now) {
        return "# Sekisho, written %s, anew within %d s"
                .formatted(now.truncatedTo(ChronoUnit.SECONDS), interval);
    }
}
