// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.util.List;
import java.util.function.Function;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;

/** What detections say, in words that can be compared. */
final class Told {
    private Told() {}

    /**
     * Everything but two things: the number of the case tells when it was opened, and {@code
     * lastSeen} moves when a detector that came after the journal had forgotten the beginning of a
     * session says once more what had been said.
     */
    static String fully(Detection detection) {
        return "%s %s %s %.6f %s > %s %s %s via %s %s %s frame %d, since %d, two-way %s%s%n not seen %s"
                .formatted(
                        detection.tunnel(),
                        detection.state().label(),
                        detection.method().label(),
                        detection.confidence(),
                        detection.client(),
                        detection.server(),
                        detection.methods(),
                        detection.transport(),
                        detection.via(),
                        detection.generation(),
                        detection.prior(),
                        detection.decidedAtFrame(),
                        detection.firstSeen(),
                        detection.twoWay(),
                        lines(detection.evidence(), Evidence::frame),
                        detection.notSeen());
    }

    /**
     * The same for every copy: without its addresses and times, frames counted from its start. How
     * its flows behave is left out: that is looked at every few seconds by the clock, which falls
     * on other frames in each copy.
     */
    static String relatively(Detection detection, long framesBefore) {
        return "%s %s %s %s decided at %d%s"
                .formatted(
                        detection.state().label(),
                        detection.method().label(),
                        detection.methods(),
                        detection.server() == null ? null : detection.server().address(),
                        detection.decidedAtFrame() - framesBefore,
                        lines(
                                detection.evidence().stream()
                                        .filter(e -> !e.technique().family().equals("behaviour"))
                                        .toList(),
                                each -> each.frame() - framesBefore));
    }

    private static String lines(List<Evidence> evidence, Function<Evidence, Long> frame) {
        StringBuilder text = new StringBuilder();
        for (Evidence each : evidence) {
            text.append("%n %s frame %d".formatted(each.technique().id(), frame.apply(each)));
        }
        return text.toString();
    }
}
