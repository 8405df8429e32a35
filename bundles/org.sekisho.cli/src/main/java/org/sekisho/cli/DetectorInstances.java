// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Technique;

/** The detectors of the framework as of one moment, to take instances of one's own from. */
final class DetectorInstances {
    private final List<ServiceObjects<Detector>> kinds = new ArrayList<>();

    DetectorInstances(BundleContext context) {
        try {
            for (ServiceReference<Detector> reference :
                    context.getServiceReferences(Detector.class, null)) {
                kinds.add(context.getServiceObjects(reference));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter can't be wrong", e);
        }
    }

    /** An instance of each; null where a detector has left in between. */
    List<Detector> take() {
        List<Detector> detectors = new ArrayList<>();
        kinds.forEach(kind -> detectors.add(kind.getService()));
        return detectors;
    }

    /** Gives back what {@link #take} gave. */
    void giveBack(List<Detector> detectors) {
        for (int i = 0; i < kinds.size(); i++) {
            if (detectors.get(i) != null) {
                kinds.get(i).ungetService(detectors.get(i));
            }
        }
    }

    /** All that they know. */
    List<Technique> techniques() {
        return all(Detector::techniques);
    }

    /** All that they look for in any traffic. */
    List<Technique> lookingFor() {
        return all(Detector::lookingFor);
    }

    private List<Technique> all(Function<Detector, Collection<Technique>> of) {
        List<Detector> detectors = take();
        List<Technique> techniques = new ArrayList<>();
        for (Detector detector : detectors) {
            if (detector != null) {
                techniques.addAll(of.apply(detector));
            }
        }
        giveBack(detectors);
        return techniques;
    }
}
