// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.flow;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;

/**
 * How the payload of a long flow is spread over sizes and gaps. Published every 1,024 packets with
 * payload and at the end of a flow that had at least 64.
 *
 * @param origin where and when
 * @param sizesToServer packets by payload size: class i holds sizes of i bits (0, 1, 2-3, 4-7 …
 *     bytes)
 * @param sizesToClient as {@code sizesToServer}, from the server
 * @param gaps gaps between packets with payload: class i holds gaps of i bits in microseconds
 */
public record FlowShape(
        Origin origin, List<Integer> sizesToServer, List<Integer> sizesToClient, List<Integer> gaps)
        implements Event {
    /** Copies the lists. */
    public FlowShape {
        sizesToServer = List.copyOf(sizesToServer);
        sizesToClient = List.copyOf(sizesToClient);
        gaps = List.copyOf(gaps);
    }
}
