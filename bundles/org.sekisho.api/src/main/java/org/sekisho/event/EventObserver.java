// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sees the events of the daemon's live analysis as they pass, behind the detectors: to count, to
 * write down, to look whether a blocked tunnel still flows. Gives nothing back. Registered as a
 * service.
 */
@ConsumerType
public interface EventObserver {
    /** Types of event it wants to see; asked once when it arrives. */
    Set<Class<? extends Event>> events();

    /** Takes one event of a wanted type; called by the judging thread, so it must not block. */
    void event(Event event);
}
