// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What holds for every detector of one analysis.
 *
 * @param bounds what it may use up
 * @param failures exceptions so far, by name of the detector; thread-safe
 */
record Conditions(JudgingBounds bounds, Map<String, Long> failures) {
    Conditions(JudgingBounds bounds) {
        this(bounds, new ConcurrentHashMap<>());
    }

    /** A detector has thrown something. */
    void failed(String name) {
        failures.merge(name, 1L, Long::sum);
    }
}
