// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.flow.AmbiguousStream;
import org.sekisho.packet.Direction;

/**
 * SE-EVASION: somebody sent other bytes in place of some of a stream, as who wants an observer to
 * read what the receiver does not. Broken stacks do it too, so it only adds to what else is known.
 */
final class EvasionTechnique implements TechniqueGroup {
    private final Technique evasion;
    private final Subjects subjects;

    EvasionTechnique(Catalogue catalogue, Subjects subjects) {
        evasion = catalogue.technique("SE-EVASION");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(AmbiguousStream.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        AmbiguousStream seen = (AmbiguousStream) event;
        new Report(evasion, seen.origin(), subjects.of(seen.origin().flow()))
                .tunnel(null)
                .matched(seen.bytes())
                .to(
                        out,
                        "two copies of what the "
                                + (seen.direction() == Direction.TO_SERVER ? "client" : "server")
                                + " sent differ from byte "
                                + seen.position()
                                + " on; both were read");
    }
}
