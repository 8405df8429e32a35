// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.cases;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Detection;

/**
 * Detections on their way from the judging thread to the acting thread: of each case the latest
 * state. Bounded; what finds it full is counted, and comes again when the case changes.
 */
public final class Mailbox {
    private static final int MOST = 65_536;

    private final Map<Long, Detection> waiting = new LinkedHashMap<>();
    private long dropped;

    /** Puts a state in, in place of an earlier one of the same case. */
    public synchronized void put(Detection detection) {
        if (waiting.size() >= MOST && !waiting.containsKey(detection.id())) {
            dropped++;
            return;
        }
        waiting.put(detection.id(), detection);
    }

    /** Takes all that is in it, in the order in which cases came. */
    public synchronized List<Detection> take() {
        List<Detection> taken = new ArrayList<>(waiting.values());
        waiting.clear();
        return taken;
    }

    /** States that wait. */
    public synchronized int size() {
        return waiting.size();
    }

    /** States given up because too many waited. */
    public synchronized long dropped() {
        return dropped;
    }
}
