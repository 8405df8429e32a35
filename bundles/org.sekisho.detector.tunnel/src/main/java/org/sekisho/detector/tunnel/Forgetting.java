// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A memory of bounded size: what was not used for longest goes, is counted, and the count is logged
 * whenever it has doubled.
 */
final class Forgetting<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

    private final String what;
    private final int most;
    private long forgotten;

    /**
     * An empty one.
     *
     * @param what it remembers, in the plural, for the log
     * @param most entries
     */
    Forgetting(String what, int most) {
        super(16, 0.75f, true);
        this.what = what;
        this.most = most;
    }

    /** Entries that went because of the bound. */
    long forgotten() {
        return forgotten;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        if (size() <= most) {
            return false;
        }
        if (Long.bitCount(++forgotten) == 1) {
            LOG.warn(
                    "more than {} {} at a time: {} forgotten so far, their behaviour is judged from"
                            + " anew",
                    most,
                    what,
                    forgotten);
        }
        return true;
    }
}
