// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import java.util.Collection;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.decide.Block;

/**
 * Brings a firewall to the state that is wanted. Called by policy's own thread, may block for as
 * long as the firewall takes. Takes and returns plain data, so that it can live in another process.
 */
@ConsumerType
public interface Enforcer {
    /** Name of the firewall, such as {@code nftables}. */
    String firewall();

    /**
     * Converges the firewall to exactly these blocks; doing so twice changes nothing the second
     * time.
     *
     * @return an outcome for every block
     */
    Map<Block, Outcome> converge(Collection<Block> wanted);

    /** Adds blocks to those in force, fast. */
    Map<Block, Outcome> add(Collection<Block> blocks);

    /** Takes blocks out, fast. */
    Map<Block, Outcome> remove(Collection<Block> blocks);

    /**
     * What became of a block.
     *
     * @param status whether it is in force
     * @param reason why not, and what to do, in one sentence for people; empty if in force
     */
    record Outcome(Status status, String reason) implements java.io.Serializable {}

    /** Whether a block is in force. */
    enum Status {
        /** The firewall has acknowledged it. */
        IN_FORCE,
        /** The firewall can't express it. */
        REFUSED,
        /** The firewall could not be reached or failed. */
        FAILED
    }
}
