// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

import java.util.List;
import java.util.Map;

/**
 * What an operation answers, for machines and for people.
 *
 * @param status exit status: 0 done, 1 done in part or answered with no
 * @param rows one JSON object each; values are null, {@link String}, {@link Boolean}, {@link
 *     Number}, {@link List} and {@link Map} of these. Never null
 * @param text the same for people: lines or a table. Text from the network is escaped already
 */
public record OperationResult(int status, List<Map<String, Object>> rows, String text) {
    /** Copies the list. */
    public OperationResult {
        rows = List.copyOf(rows);
    }
}
