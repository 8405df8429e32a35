// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was let in, and what must not come in again.
 *
 * @param lineages one per symbolic name
 * @param refused contents that were taken back: SHA-256 of the jar and the reason in one sentence
 */
public record StoredState(List<StoredLineage> lineages, Map<String, String> refused) {
    /** Copies the collections. */
    public StoredState {
        lineages = List.copyOf(lineages);
        refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    /** Nothing was let in yet. */
    public static StoredState empty() {
        return new StoredState(List.of(), Map.of());
    }

    /**
     * The versions of one bundle; each may be null.
     *
     * @param active decides
     * @param former lies ready until the probation of the active one ends
     * @param shadow is only compared
     * @param probationEnds milliseconds since 1970-01-01 UTC; 0 if the active one has stood it
     */
    public record StoredLineage(
            StoredEdition active, StoredEdition former, StoredEdition shadow, long probationEnds) {}
}
