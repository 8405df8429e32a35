// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

/** A change was not made; what ran before runs on. The message is for people. */
class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
