// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.decide.Block;

/**
 * Says blocks in the language of a firewall without touching it: for advice, previews and exports.
 */
@ConsumerType
public interface RuleWriter {
    /** Name of the firewall, such as {@code nftables}. */
    String firewall();

    /**
     * Commands or rules that put these blocks in force, one line each, complete in themselves.
     *
     * @param blocks what is wanted, and how long
     */
    List<String> rules(Map<Block, Duration> blocks);
}
