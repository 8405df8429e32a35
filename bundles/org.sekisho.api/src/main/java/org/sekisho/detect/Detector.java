// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

import java.util.Collection;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.sekisho.event.Event;

/**
 * Turns events into evidence. Registered as a prototype-scoped service; each analysis uses an
 * instance of its own on its judging thread, so nothing needs to be thread-safe. What an instance
 * remembers must be bounded, and such that showing it recent events again (a warm-up from the
 * journal) rebuilds it.
 *
 * <p>An exception out of {@link #judge} is counted and logged once; after repeated failures the
 * detector is taken out while the others go on.
 */
@ConsumerType
public interface Detector {
    /** Name for people and logs, such as {@code softether}. */
    String name();

    /** The techniques it knows, with their present weights. */
    Collection<Technique> techniques();

    /**
     * Those of its techniques that it looks for in any traffic, so that it means something if one
     * was not seen. Techniques that wait for what only some installations bring about, such as an
     * answer to a question that was asked, are none of them.
     */
    default Collection<Technique> lookingFor() {
        return techniques();
    }

    /** Types of event it wants to see; asked once per instance. */
    Set<Class<? extends Event>> events();

    /**
     * Takes one event of a wanted type. Events come in the order of frames.
     *
     * @param listener where evidence goes, during the call only
     */
    void judge(Event event, EvidenceListener listener);
}
