// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.io.IOException;
import java.util.Map;
import org.sekisho.responder.iptables.program.FilterTable;
import org.sekisho.responder.iptables.program.SetState;
import org.sekisho.responder.iptables.rule.BlockSet;

/**
 * What of ours is in the firewall, as it was read.
 *
 * @param tables by {@link BlockSet#v6}
 * @param failures by the same, of tables that could not be read
 * @param sets sets of both
 */
record FirewallState(
        Map<Boolean, FilterTable> tables,
        Map<Boolean, IOException> failures,
        Map<BlockSet, SetState> sets) {
    FilterTable table(boolean v6) {
        return tables.getOrDefault(v6, FilterTable.EMPTY);
    }
}
