// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.time.Instant;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Party;

/** What must not be blocked, and what is known of the network around this machine. */
public interface Lists {
    /**
     * What they leave of a block.
     *
     * @param about what the block is about, for what only a detection tells, such as names; may be
     *     null
     * @param moment by which times of day and expiry count
     */
    Clearance clearance(Block block, Detection about, Instant moment);

    /**
     * Why the MAC address that a host's frames came from may not be its own, in words that go on
     * with "the host"; null if it is.
     */
    String whyNotDirect(Party host);

    /** Whether what is allowed here shall not even be told of; as for clearance. */
    boolean isSilent(Block block, Detection about, Instant moment);
}
