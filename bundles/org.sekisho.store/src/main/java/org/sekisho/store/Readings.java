// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes rows, and remembers which of them could not be read. */
final class Readings {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.store");

    /** So many are told apart; more make no difference. */
    private static final int MOST = 1000;

    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    /** The record in a row, or null if it can't be read. */
    <R extends Record> R read(
            String kind, long id, byte[] body, Class<R> type, Map<Object, Object> known) {
        try {
            return RecordCodec.decode(body, type, known);
        } catch (RecordCodec.Unreadable e) {
            String row = kind + " " + id;
            if (unreadable.size() < MOST && unreadable.add(row)) {
                LOG.warn("The record of {} in the store is left out: {}", row, e.getMessage());
            }
            return null;
        }
    }

    /** How many rows could not be read, at most {@value #MOST}. */
    int unreadable() {
        return unreadable.size();
    }
}
