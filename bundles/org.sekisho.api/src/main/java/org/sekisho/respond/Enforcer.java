// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.decide.Block;

/**
 * Brings a firewall to the state that is wanted, and keeps it there until told otherwise: what
 * others flush comes back by itself. Blocks carry their remaining time, which the firewall counts
 * down itself, so that they end even when nobody is left to end them. Called by one thread at a
 * time, may block for as long as the firewall takes. Takes and returns plain data, so that it can
 * live in another process.
 */
@ConsumerType
public interface Enforcer {
    /** Name of the firewall, such as {@code nftables}. */
    String firewall();

    /**
     * Converges the firewall to exactly these blocks, from now on what is wanted; doing so twice
     * changes nothing the second time.
     *
     * @param wanted remaining time of each
     * @return an outcome for every block
     */
    Map<Block, Outcome> converge(Map<Block, Duration> wanted);

    /** Adds blocks to those wanted, fast; one that stands already gets the new remaining time. */
    Map<Block, Outcome> add(Map<Block, Duration> blocks);

    /** Takes blocks out of those wanted and out of the firewall, fast. */
    Map<Block, Outcome> remove(Collection<Block> blocks);

    /**
     * What stands in the firewall at this moment, read from it, also what an earlier process put
     * there.
     *
     * @throws IOException if the firewall can't be read; the message says what to do
     */
    Map<Block, Standing> standing() throws IOException;

    /**
     * Takes everything of ours out of the firewall, tables, chains and sets too, whoever put it
     * there, and wants nothing any more until the next {@link #converge} or {@link #add}.
     *
     * @throws IOException if something is left; the message says what and how to take it out by
     *     hand
     */
    void clear() throws IOException;

    /**
     * A block as it stands in the firewall.
     *
     * @param remaining time until the firewall lifts it
     * @param packets packets it has stopped; -1 if this firewall doesn't count them
     * @param bytes bytes it has stopped; -1 as for packets
     */
    record Standing(Duration remaining, long packets, long bytes) implements java.io.Serializable {}

    /**
     * What became of a block.
     *
     * @param status whether it is in force
     * @param reason why not, and what to do, in one sentence for people; empty if in force
     */
    record Outcome(Status status, String reason) implements java.io.Serializable {
        /** The firewall has acknowledged it. */
        public static final Outcome IN_FORCE = new Outcome(Status.IN_FORCE, "");
    }

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
