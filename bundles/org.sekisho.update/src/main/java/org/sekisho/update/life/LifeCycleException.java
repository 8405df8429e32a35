// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

/** A bundle did not do what it was told. The message says what happened, for people. */
public final class LifeCycleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A bundle that failed so. */
    public LifeCycleException(String message) {
        super(message);
    }
}
