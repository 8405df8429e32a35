// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.event.Event;

/** One way in which a joined network shows itself, seen by one or a few techniques. */
interface TechniqueGroup {
    /** Types of event it wants to see. */
    Set<Class<? extends Event>> events();

    /** Takes one event of a wanted type. */
    void judge(Event event, EvidenceListener out);
}
