// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sekisho.detect.Detection;

/** A correlator with its listener, fed with evidence. */
final class Bench {
    final CaseCorrelator correlator;
    final List<Detection> told = new ArrayList<>();

    Bench(Map<String, Object> options) {
        correlator = new CaseCorrelator(configuration(options));
        correlator.begin(told::add);
    }

    Bench() {
        this(Map.of());
    }

    Bench see(Seen... all) {
        for (Seen seen : all) {
            correlator.evidence(seen.evidence());
        }
        return this;
    }

    List<Detection> detections() {
        return correlator.detections();
    }

    Detection only() {
        List<Detection> all = detections();
        if (all.size() != 1) {
            throw new AssertionError("one detection expected: " + all);
        }
        return all.get(0);
    }

    /** The annotation with its defaults, as Declarative Services makes it, and these options. */
    static CorrelatorConfiguration configuration(Map<String, Object> options) {
        return (CorrelatorConfiguration)
                Proxy.newProxyInstance(
                        Bench.class.getClassLoader(),
                        new Class<?>[] {CorrelatorConfiguration.class},
                        (proxy, method, arguments) ->
                                options.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
