// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.io.Closeable;
import java.io.IOException;

/** A way to a receiver that is open. */
interface Receiver extends Closeable {
    /** Sends one message; what it throws leaves the way unusable. */
    void send(byte[] message) throws IOException;

    /** How it is connected, for people. */
    String described();

    /** Gives it up at once, whatever a thread is doing with it. */
    @Override
    void close();
}
