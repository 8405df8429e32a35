// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

import java.util.List;

/**
 * One call of an operation.
 *
 * @param arguments what follows the operation's words; paths are absolute
 * @param caller who asks, for the audit trail, such as {@code uid 1000}
 */
public record OperationRequest(List<String> arguments, String caller) {
    /** Copies the list. */
    public OperationRequest {
        arguments = List.copyOf(arguments);
    }
}
