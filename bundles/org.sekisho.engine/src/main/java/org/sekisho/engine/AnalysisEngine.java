// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import java.util.List;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceScope;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.DetectionListener;
import org.sekisho.engine.dispatch.AnalysisRun;
import org.sekisho.engine.dispatch.WorkerBounds;
import org.sekisho.engine.judge.Judging;
import org.sekisho.event.EventJournal;

/**
 * Runs analyses of captures, each with its own threads, with the dissectors and detectors that are
 * present ({@link Participants}).
 */
@Component(service = Analyzer.class)
public final class AnalysisEngine implements Analyzer {
    private final Participants participants;
    private final ComponentServiceObjects<Correlator> correlators;
    private final ComponentServiceObjects<EventJournal> journals;

    /** Made by Declarative Services. */
    @Activate
    public AnalysisEngine(
            @Reference Participants participants,
            @Reference(scope = ReferenceScope.PROTOTYPE_REQUIRED)
                    ComponentServiceObjects<Correlator> correlators,
            @Reference(
                            scope = ReferenceScope.PROTOTYPE_REQUIRED,
                            target = "(sekisho.journal=memory)")
                    ComponentServiceObjects<EventJournal> journals) {
        this.participants = participants;
        this.correlators = correlators;
        this.journals = journals;
    }

    @Override
    public Analysis start(CaptureSource source, AnalysisOptions options, DetectionListener listener)
            throws CaptureException {
        FrameQueue queue = openSingle(source);
        Correlator correlator = correlators.getService();
        EventJournal journal = options.journal() ? journals.getService() : null;
        correlator.begin(listener);
        Judging judging = new Judging(options.workers(), correlator, journal);
        AnalysisRun[] self = new AnalysisRun[1];
        AnalysisRun run =
                new AnalysisRun(
                        source,
                        queue,
                        options.workers(),
                        WorkerBounds.of(options, options.workers()),
                        judging,
                        () -> {
                            participants.leave(self[0]);
                            correlators.ungetService(correlator);
                            if (journal != null) {
                                journals.ungetService(journal);
                            }
                        });
        self[0] = run;
        participants.join(run);
        run.begin();
        return run;
    }

    private static FrameQueue openSingle(CaptureSource source) throws CaptureException {
        boolean opened = false;
        try {
            List<FrameQueue> queues = source.open();
            if (queues.size() != 1) {
                queues.forEach(FrameQueue::close);
                throw new CaptureException(
                        source.name()
                                + " has "
                                + queues.size()
                                + " queues; this version analyses sources with one",
                        null);
            }
            opened = true;
            return queues.get(0);
        } finally {
            if (!opened) {
                source.close();
            }
        }
    }
}
