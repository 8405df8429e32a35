// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

/** Refused because it can't be kept at this moment; the same jar may come in later. */
final class NoRoomException extends RefusedException {
    private static final long serialVersionUID = 1L;

    NoRoomException(String reason) {
        super(reason);
    }
}
