// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest entries, in the order in which they came; past a bound the oldest goes.
 *
 * @param <K> key
 * @param <V> value
 */
final class Newest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;
    private long gone;

    Newest(int most) {
        this.most = most;
    }

    /** How many went for the bound. */
    long gone() {
        return gone;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        if (size() <= most) {
            return false;
        }
        gone++;
        return true;
    }
}
