// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

/** Why a command did not run, in words for the person who called it. */
final class LaunchException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    LaunchException(int status, String message) {
        super(message);
        this.status = status;
    }

    LaunchException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The exit status of the process: 1 it could not be started, 2 it was called wrongly. */
    int status() {
        return status;
    }
}
