// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells a person or another system. Called by a thread that tells all notifiers in turn, so what
 * takes long (a mail server, a slow disk) belongs behind a bounded queue of the notifier's own.
 */
@ConsumerType
public interface Notifier {
    /** Name for people, such as {@code syslog}. */
    String name();

    /**
     * Takes a notice. One that can't be delivered in the end is counted, and shown in the status.
     */
    void notify(Notice notice);

    /**
     * Delivers a notice now and waits until the other side has taken it, so that somebody who sets
     * it up sees whether it works.
     *
     * @return what the other side answered, in one line for people
     * @throws IOException if it did not; the message says what went wrong and what to do
     */
    String test(Notice notice) throws IOException;
}
