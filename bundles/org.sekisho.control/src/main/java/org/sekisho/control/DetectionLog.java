// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each new detection, and each that has become surer, to the log. */
@Component
public final class DetectionLog implements DetectionListener {
    private static final Logger LOG = LoggerFactory.getLogger(DetectionLog.class);

    /** Cases of which the last state is remembered. */
    private static final int MOST = 4096;

    private final Map<Long, String> told =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                    return size() > MOST;
                }
            };

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public DetectionLog(
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        // needs nothing but to be there
    }

    @Override
    public synchronized void detection(Detection detection) {
        String state = detection.state() + " " + detection.methods();
        if (!state.equals(told.put(detection.id(), state))) {
            LOG.warn("{}", DetectionLine.of(detection));
        }
    }
}
