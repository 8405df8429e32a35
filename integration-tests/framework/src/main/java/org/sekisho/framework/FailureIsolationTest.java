// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;

/** Whoever throws harms nobody but itself: what the others find stays the same. */
@ExtendWith(ServiceExtension.class)
class FailureIsolationTest {
    /** Default of the engine: so many failures, and a bundle is not asked any more. */
    private static final long UNTIL_TAKEN_OUT = 16;

    @InjectService Analyzer analyzer;
    @InjectService CaptureFiles files;

    private final BundleContext context =
            FrameworkUtil.getBundle(FailureIsolationTest.class).getBundleContext();

    private record Result(AnalysisSummary summary, List<String> detections) {}

    @Test
    void exceptionsAreCountedAndLeaveTheOthersAlone() throws Exception {
        theOthersStayAsTheyAre(() -> new IllegalStateException("thrown on purpose"));
    }

    @Test
    void errorsAreCountedAndLeaveTheOthersAlone() throws Exception {
        theOthersStayAsTheyAre(() -> new AssertionError("thrown on purpose"));
    }

    @Test
    void classesThatAreMissingAreCountedAndLeaveTheOthersAlone() throws Exception {
        theOthersStayAsTheyAre(() -> new NoClassDefFoundError("not/there/OnPurpose"));
    }

    @Test
    void endlessRecursionIsCountedAndLeavesTheOthersAlone() throws Exception {
        theOthersStayAsTheyAre(() -> new StackOverflowError("thrown on purpose"));
    }

    private void theOthersStayAsTheyAre(Supplier<? extends Throwable> thrown) throws Exception {
        Path capture = Captures.file("p09_http_proxy-st444-1008.pcap");
        for (int workers = 1; workers <= 2; workers++) {
            Result without = run(capture, workers);
            assertThat(without.detections()).isNotEmpty();
            Result with;
            FailingBundles failing = new FailingBundles(context, thrown);
            try {
                with = run(capture, workers);
            } finally {
                failing.unregister();
            }
            assertThat(with.detections()).isEqualTo(without.detections());
            assertThat(with.summary().frames()).isEqualTo(without.summary().frames());
            assertThat(with.summary().flows()).isEqualTo(without.summary().flows());
            assertThat(with.summary().undecodedBy()).isEqualTo(without.summary().undecodedBy());
            assertThat(with.summary().evictedBy()).isEmpty();
            for (String name :
                    List.of(
                            FailingBundles.STREAM,
                            FailingBundles.DATAGRAM,
                            FailingBundles.LINK,
                            FailingBundles.DETECTOR,
                            FailingBundles.SILENT)) {
                // two workers may have been inside when the last one too many was counted
                assertThat(with.summary().counters())
                        .as(name)
                        .hasEntrySatisfying(
                                "failures of " + name,
                                count -> assertThat(count).isBetween(1L, UNTIL_TAKEN_OUT + 1));
            }
            assertThat(without.summary().counters().keySet())
                    .noneMatch(each -> each.startsWith("failures"));
        }
    }

    private Result run(Path capture, int workers) throws Exception {
        Analysis analysis =
                analyzer.start(
                        files.file(capture.toString()),
                        AnalysisOptions.forFiles(workers),
                        detection -> {});
        assertThat(analysis.await(Duration.ofMinutes(1))).isTrue();
        assertThat(analysis.damage()).isNull();
        return new Result(
                analysis.summary(), analysis.detections().stream().map(Told::fully).toList());
    }
}
