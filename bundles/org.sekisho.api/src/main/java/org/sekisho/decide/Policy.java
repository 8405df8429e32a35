// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;
import org.sekisho.detect.Detection;

/**
 * Answers what is to be done about a detection, and why. It only answers: whoever asks puts blocks
 * in force and remembers what was. Called from any thread, does not block.
 */
@ProviderType
public interface Policy {
    /**
     * The decision for this detection under the present configuration; changes nothing. The allow
     * list and the protect list have been applied.
     *
     * @param past what is known of earlier blocks of this tunnel
     */
    Decision decide(Detection detection, Past past);

    /**
     * What the allow list and the protect list leave of a block at this moment, as far as the block
     * itself tells whom it hits.
     */
    Clearance clearance(Block block);

    /**
     * The same for a block about a known detection, which also tells the names and MAC addresses of
     * the ends.
     */
    default Clearance clearance(Block block, Detection about) {
        return clearance(block);
    }

    /** How far back earlier blocks count; {@link Past#blocks} says how many there were. */
    default Duration memory() {
        return Duration.ofDays(7);
    }

    /** Whether blocks are put in force at all now: blocking is switched on, and confirmed. */
    boolean enforces();
}
