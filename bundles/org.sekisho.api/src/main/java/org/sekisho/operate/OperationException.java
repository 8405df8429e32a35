// SPDX-License-Identifier: Apache-2.0
package org.sekisho.operate;

/** An operation can't be done. The message is for people: what happened, where, what to do. */
public final class OperationException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    /**
     * An operation that failed.
     *
     * @param status exit status: 1 it could not be done, 2 it was called wrongly
     */
    public OperationException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Exit status, 1 or 2. */
    public int status() {
        return status;
    }
}
