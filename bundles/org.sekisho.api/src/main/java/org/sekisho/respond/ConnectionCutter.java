// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import java.io.IOException;
import java.util.Collection;
import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.decide.Block;

/**
 * Ends connections that a firewall has accepted before a block came: its memory of them, and with
 * it any short cut past the rules. Called once the block is in force, by one thread at a time.
 */
@ConsumerType
public interface ConnectionCutter {
    /** Name for people, such as {@code conntrack}. */
    String name();

    /**
     * Ends the connections that these blocks cover.
     *
     * @return how many were ended
     * @throws IOException if they can't be ended; the message says what to do
     */
    int cut(Collection<Block> blocks) throws IOException;
}
