// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

/** A check found a reason not to let a jar in. The message is for people. */
final class RefusedJarException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedJarException(String message) {
        super(message);
    }
}
