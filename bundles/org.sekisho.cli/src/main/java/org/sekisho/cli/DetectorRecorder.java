// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.sekisho.detect.Detector;
import org.sekisho.detect.Technique;

/**
 * Puts an {@link EvidenceRecorder} beside the detectors for as long as an analysis runs. It is
 * registered only then, because every analysis uses every detector that is there.
 */
final class DetectorRecorder implements Recorder {
    private final BundleContext context;

    DetectorRecorder(BundleContext context) {
        this.context = context;
    }

    @Override
    public Recorded record(Supplier<Outcome> analysis) {
        List<ServiceObjects<Detector>> kinds = new ArrayList<>();
        for (ServiceReference<Detector> reference : references()) {
            kinds.add(context.getServiceObjects(reference));
        }
        Recording recording = new Recording(techniques(kinds));
        Dictionary<String, Object> properties = new Hashtable<>();
        ServiceRegistration<Detector> registration =
                context.registerService(
                        Detector.class, new Instances(kinds, recording), properties);
        try {
            return new Recorded(analysis.get(), recording);
        } finally {
            registration.unregister();
        }
    }

    private Collection<ServiceReference<Detector>> references() {
        try {
            return context.getServiceReferences(Detector.class, null);
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException("no filter can't be wrong", e);
        }
    }

    private static List<Technique> techniques(List<ServiceObjects<Detector>> kinds) {
        List<Technique> techniques = new ArrayList<>();
        List<Detector> detectors = take(kinds);
        detectors.forEach(detector -> techniques.addAll(detector.techniques()));
        giveBack(kinds, detectors);
        return techniques;
    }

    private static List<Detector> take(List<ServiceObjects<Detector>> kinds) {
        List<Detector> detectors = new ArrayList<>();
        for (ServiceObjects<Detector> kind : kinds) {
            Detector detector = kind.getService();
            if (detector != null) {
                detectors.add(detector);
            }
        }
        return detectors;
    }

    private static void giveBack(List<ServiceObjects<Detector>> kinds, List<Detector> detectors) {
        for (int i = 0; i < Math.min(kinds.size(), detectors.size()); i++) {
            kinds.get(i).ungetService(detectors.get(i));
        }
    }

    /** A recorder with detectors of its own for each analysis. */
    private record Instances(List<ServiceObjects<Detector>> kinds, Recording recording)
            implements PrototypeServiceFactory<Detector> {
        @Override
        public Detector getService(Bundle bundle, ServiceRegistration<Detector> registration) {
            return new EvidenceRecorder(take(kinds), recording);
        }

        @Override
        public void ungetService(
                Bundle bundle, ServiceRegistration<Detector> registration, Detector service) {
            giveBack(kinds, ((EvidenceRecorder) service).detectors());
        }
    }
}
