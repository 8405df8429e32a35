// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.event.Event;

/** One way in which a tunnel behaves. */
interface TechniqueGroup {
    /** Types of event it wants to see. */
    Set<Class<? extends Event>> events();

    /** Takes one event of a wanted type, of a flow that lies in no other. */
    void judge(Event event, EvidenceListener out);

    /** How much it has had to forget because of the bounds of its memory. */
    default long forgotten() {
        return 0;
    }
}
