// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

/** What a firewall does with traffic that a block covers. */
public enum Action {
    /** Drop it silently. */
    DROP,
    /** Reset TCP, drop the rest. */
    RESET,
    /** Limit its rate. */
    LIMIT
}
