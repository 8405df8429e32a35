// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something a person or a script may ask of a running platform, such as {@code bundles install}.
 * Registered as a service; calls may come from several threads at once and may block.
 */
@ConsumerType
public interface Operation {
    /**
     * The words that call it, in lower case and separated by one blank: {@code bundles install}.
     */
    String words();

    /** What it does, in one line for the list of operations. */
    String summary();

    /**
     * Arguments and options in the usual notation, such as {@code FILE [--shadow]}; may be empty.
     */
    String arguments();

    /**
     * Does it.
     *
     * @throws OperationException if it was called wrongly or can't be done; the message says what
     *     to do
     */
    OperationResult run(OperationRequest request) throws OperationException;
}
