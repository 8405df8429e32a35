// SPDX-License-Identifier: Apache-2.0
package org.sekisho.respond;

import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;

/** Tells a person or another system. Called by a thread of its own, may block. */
@ConsumerType
public interface Notifier {
    /** Name for people, such as {@code syslog}. */
    String name();

    /** A detection is new or has changed, and this is what was decided about it. */
    void notify(Detection detection, Decision decision);
}
