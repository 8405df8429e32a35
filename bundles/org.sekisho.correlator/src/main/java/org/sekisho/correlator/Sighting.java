// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import org.sekisho.detect.Evidence;
import org.sekisho.detect.Subject;

/** What was seen of one carrier of a tunnel, both ends taking part. */
final class Sighting {
    private Subject subject;
    private long flow;
    private long firstFrame;
    private long firstTime;
    private long lastTime;

    Sighting(Evidence evidence) {
        subject = evidence.subject();
        flow = evidence.flow();
        firstFrame = evidence.frame();
        firstTime = evidence.time();
        lastTime = evidence.time();
    }

    /** Flow numbers rise with the first frame, so the lesser flow is the earlier one. */
    void add(Evidence evidence) {
        if (evidence.flow() != 0 && (flow == 0 || evidence.flow() < flow)) {
            flow = evidence.flow();
            subject = evidence.subject();
        }
        firstFrame = Math.min(firstFrame, evidence.frame());
        firstTime = Math.min(firstTime, evidence.time());
        lastTime = Math.max(lastTime, evidence.time());
    }

    Sighting copy() {
        Sighting copy = new Sighting();
        copy.subject = subject;
        copy.flow = flow;
        copy.firstFrame = firstFrame;
        copy.firstTime = firstTime;
        copy.lastTime = lastTime;
        return copy;
    }

    private Sighting() {}

    /** Takes over what another sighting of the same carrier knows. */
    void add(Sighting other) {
        if (other.flow != 0 && (flow == 0 || other.flow < flow)) {
            flow = other.flow;
            subject = other.subject;
        }
        firstFrame = Math.min(firstFrame, other.firstFrame);
        firstTime = Math.min(firstTime, other.firstTime);
        lastTime = Math.max(lastTime, other.lastTime);
    }

    /** Ends, ports and proxy as the carrier's first flow had them. */
    Subject subject() {
        return subject;
    }

    long firstFrame() {
        return firstFrame;
    }

    long firstTime() {
        return firstTime;
    }

    long lastTime() {
        return lastTime;
    }
}
