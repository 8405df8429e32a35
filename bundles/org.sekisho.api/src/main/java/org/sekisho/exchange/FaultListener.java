// SPDX-License-Identifier: Apache-2.0
package org.sekisho.exchange;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told when a dissector or detector has been taken out. The engine is protected by then; the
 * listener may bring back a former version. Called on a thread of its own, may block.
 */
@ConsumerType
public interface FaultListener {
    /**
     * A participant was taken out.
     *
     * @param bundle id of its bundle
     * @param reason what it did, in one sentence for people: {@code detector softether stood still
     *     for 1.0 s in …}
     * @param since {@link System#nanoTime} when it began: for one that did not come back, when it
     *     was called
     */
    void takenOut(long bundle, String reason, long since);
}
