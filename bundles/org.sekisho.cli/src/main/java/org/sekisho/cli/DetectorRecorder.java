// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.sekisho.detect.Detector;

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
        DetectorInstances instances = new DetectorInstances(context);
        Recording recording = new Recording(instances.lookingFor());
        Dictionary<String, Object> properties = new Hashtable<>();
        ServiceRegistration<Detector> registration =
                context.registerService(
                        Detector.class, new Recorders(instances, recording), properties);
        try {
            return new Recorded(analysis.get(), recording);
        } finally {
            registration.unregister();
        }
    }

    /** A recorder with detectors of its own for each analysis. */
    private static final class Recorders implements PrototypeServiceFactory<Detector> {
        private final DetectorInstances instances;
        private final Recording recording;
        private final Map<Detector, List<Detector>> taken = new IdentityHashMap<>();

        Recorders(DetectorInstances instances, Recording recording) {
            this.instances = instances;
            this.recording = recording;
        }

        @Override
        public synchronized Detector getService(
                Bundle bundle, ServiceRegistration<Detector> registration) {
            List<Detector> detectors = instances.take();
            Detector recorder =
                    new EvidenceRecorder(
                            detectors.stream().filter(Objects::nonNull).toList(), recording);
            taken.put(recorder, detectors);
            return recorder;
        }

        @Override
        public synchronized void ungetService(
                Bundle bundle, ServiceRegistration<Detector> registration, Detector service) {
            instances.giveBack(taken.remove(service));
        }
    }
}
