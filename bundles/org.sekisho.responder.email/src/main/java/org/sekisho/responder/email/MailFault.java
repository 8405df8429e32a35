// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.io.IOException;

/** A mail was not taken. The message is for people: what happened, and what to do. */
final class MailFault extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What kind of fault it is. */
    enum Kind {
        /** The server is away or busy: it will pass. */
        PASSING,
        /** Nothing will change until somebody does something. */
        LASTING,
        /** The server does not want this very mail. */
        CONTENT
    }

    MailFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
