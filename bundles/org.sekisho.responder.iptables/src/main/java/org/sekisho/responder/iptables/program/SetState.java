// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.program;

import java.util.Map;
import org.sekisho.responder.iptables.rule.Entry;

/**
 * A set as it was listed.
 *
 * @param count how many elements it has
 * @param entries those of them that are ours; empty if they were not asked for
 */
public record SetState(int count, Map<Entry, Standing> entries) {
    /**
     * An element as it stands.
     *
     * @param seconds until it ends
     * @param packets packets it has matched
     * @param bytes bytes it has matched
     */
    public record Standing(long seconds, long packets, long bytes) {}
}
