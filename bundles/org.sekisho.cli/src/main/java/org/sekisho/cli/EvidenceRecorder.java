// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sekisho.detect.Detector;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.tls.ClientHello;

/**
 * A detector that finds nothing: it shows every event to detectors of its own and writes down what
 * evidence they give, while the analysis goes on as ever with the others. So evidence is known also
 * where it does not add up to a detection.
 */
final class EvidenceRecorder implements Detector {
    private final List<Detector> detectors;
    private final Recording recording;
    private final List<Set<Class<? extends Event>>> wanted;

    /**
     * @param detectors instances that nobody else uses
     */
    EvidenceRecorder(List<Detector> detectors, Recording recording) {
        this.detectors = List.copyOf(detectors);
        this.recording = recording;
        this.wanted = this.detectors.stream().map(d -> Set.copyOf(d.events())).toList();
    }

    @Override
    public String name() {
        return "evidence recorder";
    }

    /** None: what is looked for, the others say. */
    @Override
    public Collection<Technique> techniques() {
        return List.of();
    }

    @Override
    public Set<Class<? extends Event>> events() {
        Set<Class<? extends Event>> events = new LinkedHashSet<>();
        // who talks to whom, and who in TLS
        events.add(FlowStarted.class);
        events.add(ClientHello.class);
        wanted.forEach(events::addAll);
        return events;
    }

    @Override
    public void judge(Event event, EvidenceListener listener) {
        recording.talk(event);
        for (int i = 0; i < detectors.size(); i++) {
            if (!wanted.get(i).contains(event.getClass())) {
                continue;
            }
            try {
                detectors.get(i).judge(event, evidence -> recording.keep(evidence, event));
            } catch (RuntimeException sameElsewhere) {
                // it happens to the detector at work too, and there it is counted and logged
            }
        }
    }
}
