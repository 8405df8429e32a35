// SPDX-License-Identifier: Apache-2.0
package org.sekisho.exchange;

import java.util.List;
import org.sekisho.detect.Evidence;

/**
 * Where a shadow differs from the active version.
 *
 * @param shadow version of the shadow's bundle
 * @param active version of the active detector's bundle; empty if there is none
 * @param fromJournal whether the shadow has been shown the journal to its end
 * @param events events both were shown
 * @param agreed evidence that both gave
 * @param added evidence that only the shadow gave, the newest, bounded
 * @param dropped evidence that only the active version gave, the newest, bounded
 * @param addedCases cases (pairs of client and server, or hosts) that only the shadow speaks
 *     against, in words such as {@code 10.1.0.2 → 10.2.0.2}
 * @param droppedCases cases that only the active version speaks against
 * @param unlisted differences no longer in the lists
 */
public record Comparison(
        String shadow,
        String active,
        boolean fromJournal,
        long events,
        long agreed,
        List<Evidence> added,
        List<Evidence> dropped,
        List<String> addedCases,
        List<String> droppedCases,
        long unlisted) {
    /** Copies the lists. */
    public Comparison {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
        addedCases = List.copyOf(addedCases);
        droppedCases = List.copyOf(droppedCases);
    }
}
