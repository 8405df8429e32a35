// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.tls;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * A run of TLS records of one stream, both directions in the order of capture. Published when a
 * stream has had 12, 16, 24 and 32 records, then every 32, and at its end; each event holds only
 * records that no event before it held.
 *
 * @param origin where and when the last of them was seen
 * @param first index in the stream of the first record here, counting from 0
 * @param complete whether every record of the stream since its start was seen; false after a gap or
 *     if the capture began in the middle
 * @param records the run, at most 32
 */
public record TlsRecords(Origin origin, int first, boolean complete, List<TlsRecord> records)
        implements Event {
    /** Copies the list. */
    public TlsRecords {
        records = List.copyOf(records);
    }
}
