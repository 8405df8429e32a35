// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables.table;

import java.io.IOException;

/** Somebody has taken the table, or a part of it, away. */
public final class TableGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what is missing. */
    public TableGoneException(String message, Throwable cause) {
        super(message, cause);
    }
}
