// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.time.Duration;

/**
 * How long blocks last.
 *
 * @param first a first block
 * @param growth each further one lasts so many times as long as the one before
 * @param most none lasts longer
 * @param memory how long one counts for the next
 */
public record Term(Duration first, double growth, Duration most, Duration memory) {
    /**
     * How long a block lasts.
     *
     * @param before how many there were before
     */
    public Duration after(int before) {
        // in doubles, which reach infinity without going wrong
        double seconds = first.toSeconds() * Math.pow(growth, before);
        return seconds >= most.toSeconds() ? most : Duration.ofSeconds(Math.round(seconds));
    }
}
