// SPDX-License-Identifier: Apache-2.0
package org.sekisho.record;

/** Something could not be recorded or read. The message is for people: what, where, what to do. */
public final class RecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure with its cause, which may be null. */
    public RecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
