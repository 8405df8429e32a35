// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
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
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;

/**
 * Dissectors and detectors come and go while frames flow without a pause: nothing is lost, and
 * nothing of what left stays in memory.
 */
@ExtendWith(ServiceExtension.class)
class SwapUnderReplayTest {
    private static final int SWAPS = 50;

    /** Each shows the detector the whole journal again, which takes longer than all else here. */
    private static final int ABSENCES = 15;

    private static final String TLS = "org.sekisho.dissector.tls";
    private static final String DATAGRAMS = "org.sekisho.dissector.softether";
    private static final String DETECTOR = "org.sekisho.detector.softether";

    @InjectService Analyzer analyzer;
    @InjectService CaptureFiles files;

    // not the injected one: that takes away with the test what the test has installed
    private final BundleContext context =
            FrameworkUtil.getBundle(SwapUnderReplayTest.class).getBundleContext();

    private List<Recording> captures;

    /** A run that is over. */
    private record Result(AnalysisSummary summary, List<Detection> detections) {}

    /** What happens between two frames. */
    private interface Step {
        void take(Analysis analysis, ReplayCopies replay) throws Exception;
    }

    @BeforeEach
    void read() throws CaptureException {
        captures =
                List.of(
                        Recording.of(files, Captures.file("p28_idle_session-st444-1024.pcap")),
                        Recording.of(files, Captures.file("n21_mqtts_idle-none-1050.pcap")));
    }

    @Test
    void replacementBesideTheFormerChangesNothingWithOneWorker() throws Exception {
        replacementBesideTheFormerChangesNothing(1);
    }

    @Test
    void replacementBesideTheFormerChangesNothingWithTwoWorkers() throws Exception {
        replacementBesideTheFormerChangesNothing(2);
    }

    private void replacementBesideTheFormerChangesNothing(int workers) throws Exception {
        Random random = seeded("replacement, " + workers + " workers");
        List<SwappableBundle> bundles = bundles(TLS, DATAGRAMS, DETECTOR);
        ReplayCopies replay = new ReplayCopies(captures, Integer.MAX_VALUE, random.nextLong());
        Result swapped =
                run(
                        replay,
                        workers,
                        (analysis, running) -> {
                            for (int i = 0; i < SWAPS; i++) {
                                running.awaitFrames(1 + random.nextInt(running.framesPerCopy()));
                                bundles.get(i % bundles.size()).replace();
                            }
                            nothingOfTheFormerIsKept(bundles);
                            running.enough();
                        });
        Result undisturbed = undisturbed(replay.copies(), workers);
        everyCopyIsTold(replay, undisturbed);
        nothingIsLost(replay, swapped, undisturbed);
        theSameIsFound(swapped.detections(), undisturbed.detections());
    }

    @Test
    void aDetectorThatWasAwayCatchesUpFromTheJournalWithOneWorker() throws Exception {
        aDetectorThatWasAwayCatchesUpFromTheJournal(1);
    }

    @Test
    void aDetectorThatWasAwayCatchesUpFromTheJournalWithTwoWorkers() throws Exception {
        aDetectorThatWasAwayCatchesUpFromTheJournal(2);
    }

    private void aDetectorThatWasAwayCatchesUpFromTheJournal(int workers) throws Exception {
        Random random = seeded("detector away, " + workers + " workers");
        SwappableBundle detector = bundles(DETECTOR).get(0);
        ReplayCopies replay = new ReplayCopies(captures, Integer.MAX_VALUE, random.nextLong());
        Result swapped =
                run(
                        replay,
                        workers,
                        (analysis, running) -> {
                            for (int i = 0; i < ABSENCES; i++) {
                                running.awaitFrames(1 + random.nextInt(running.framesPerCopy()));
                                leaveAndReturn(detector, random, running);
                            }
                            nothingOfTheFormerIsKept(List.of(detector));
                            running.enough();
                        });
        Result undisturbed = undisturbed(replay.copies(), workers);
        nothingIsLost(replay, swapped, undisturbed);
        theSameIsFound(swapped.detections(), undisturbed.detections());
    }

    @Test
    void whatWasFoundStaysWhileAnythingLeavesAndReturnsWithOneWorker() throws Exception {
        whatWasFoundStaysWhileAnythingLeavesAndReturns(1);
    }

    @Test
    void whatWasFoundStaysWhileAnythingLeavesAndReturnsWithTwoWorkers() throws Exception {
        whatWasFoundStaysWhileAnythingLeavesAndReturns(2);
    }

    private void whatWasFoundStaysWhileAnythingLeavesAndReturns(int workers) throws Exception {
        Random random = seeded("anything away, " + workers + " workers");
        List<SwappableBundle> bundles = bundles(TLS, DATAGRAMS, DETECTOR);
        ReplayCopies replay = new ReplayCopies(captures, Integer.MAX_VALUE, random.nextLong());
        List<List<Detection>> before = new ArrayList<>();
        Result swapped =
                run(
                        replay,
                        workers,
                        (analysis, running) -> {
                            for (int i = 0; i < SWAPS; i++) {
                                running.awaitFrames(1 + random.nextInt(running.framesPerCopy()));
                                before.add(analysis.detections());
                                leaveAndReturn(
                                        bundles.get(random.nextInt(bundles.size())),
                                        random,
                                        running);
                            }
                            nothingOfTheFormerIsKept(bundles);
                            running.enough();
                        });
        nothingIsLost(replay, swapped, undisturbed(replay.copies(), workers));
        before.forEach(then -> nothingIsTakenBack(then, swapped.detections()));
    }

    private static Random seeded(String what) {
        long seed = Long.getLong("sekisho.seed", System.nanoTime());
        System.out.println(what + ": -Dsekisho.seed=" + seed);
        return new Random(seed);
    }

    private List<SwappableBundle> bundles(String... names) throws Exception {
        List<SwappableBundle> bundles = new ArrayList<>();
        for (String name : names) {
            bundles.add(SwappableBundle.named(context, name));
        }
        return bundles;
    }

    /** Updated in one go, or gone for some frames. */
    private static void leaveAndReturn(SwappableBundle bundle, Random random, ReplayCopies replay)
            throws Exception {
        if (random.nextBoolean()) {
            bundle.update();
        } else {
            bundle.stop();
            replay.awaitFrames(1 + random.nextInt(replay.framesPerCopy()));
            bundle.start();
        }
    }

    /** Replays until the step is done, then to the end of a copy. */
    private Result run(ReplayCopies replay, int workers, Step step) throws Exception {
        Analysis analysis =
                analyzer.start(replay, AnalysisOptions.forFiles(workers), detection -> {});
        try {
            step.take(analysis, replay);
        } catch (Throwable failed) {
            analysis.stop();
            throw failed;
        }
        assertThat(analysis.await(Duration.ofMinutes(2))).as("the analysis ends").isTrue();
        assertThat(analysis.damage()).isNull();
        return new Result(analysis.summary(), analysis.detections());
    }

    private Result undisturbed(int copies, int workers) throws Exception {
        ReplayCopies replay = new ReplayCopies(captures, copies, 1);
        return run(replay, workers, (analysis, running) -> {});
    }

    private static void nothingIsLost(ReplayCopies replay, Result swapped, Result undisturbed) {
        AnalysisSummary summary = swapped.summary();
        System.out.printf(
                "%d frames of %d copies, longest gap between two polls %.1f ms, %d detections,"
                        + " without swaps %.1f ms; %s%n",
                replay.given(),
                replay.copies(),
                summary.longestPollGapNanos() / 1e6,
                swapped.detections().size(),
                undisturbed.summary().longestPollGapNanos() / 1e6,
                summary.counters());
        assertThat(summary.frames()).isEqualTo(replay.given());
        assertThat(summary.frames()).isEqualTo(undisturbed.summary().frames());
        assertThat(summary.bytes()).isEqualTo(undisturbed.summary().bytes());
        assertThat(summary.flows()).isEqualTo(undisturbed.summary().flows());
        assertThat(summary.undecodedBy()).isEqualTo(undisturbed.summary().undecodedBy());
        assertThat(summary.evictedBy()).isEmpty();
    }

    /** That the copies are what they are taken for: each shows what one alone shows. */
    private void everyCopyIsTold(ReplayCopies replay, Result undisturbed) throws Exception {
        Result one = undisturbed(1, 1);
        assertThat(undisturbed.summary().flows())
                .isEqualTo(replay.copies() * one.summary().flows());
        assertThat(undisturbed.summary().frames())
                .isEqualTo(replay.copies() * one.summary().frames());
        List<Detection> ofOne = ofCopies(replay, one.detections()).get(0);
        assertThat(ofOne).isNotEmpty();
        List<String> expected = ofOne.stream().map(each -> Told.relatively(each, 0)).toList();
        Map<Integer, List<Detection>> copies = ofCopies(replay, undisturbed.detections());
        for (int copy = 0; copy < replay.copies(); copy++) {
            long framesBefore = (long) copy * replay.framesPerCopy();
            assertThat(copies.get(copy))
                    .as("copy %d", copy)
                    .extracting(each -> Told.relatively(each, framesBefore))
                    .containsExactlyElementsOf(expected);
        }
    }

    /** While the analysis still runs, and remembers what the former bundles said. */
    private static void nothingOfTheFormerIsKept(List<SwappableBundle> bundles) throws Exception {
        for (SwappableBundle bundle : bundles) {
            assertThat(bundle.formerStillReachable())
                    .as("former class loaders of %s that can still be reached", bundle.name())
                    .isZero();
        }
    }

    private static void theSameIsFound(List<Detection> swapped, List<Detection> undisturbed) {
        assertThat(swapped).hasSameSizeAs(undisturbed);
        for (int i = 0; i < swapped.size(); i++) {
            assertThat(Told.fully(swapped.get(i))).isEqualTo(Told.fully(undisturbed.get(i)));
        }
    }

    private static Map<Integer, List<Detection>> ofCopies(
            ReplayCopies replay, List<Detection> detections) {
        Map<Integer, List<Detection>> copies = new HashMap<>();
        for (Detection detection : detections) {
            if (detection.client() != null) {
                int copy = replay.copyOf(detection.client().address());
                copies.computeIfAbsent(copy, any -> new ArrayList<>()).add(detection);
            }
        }
        return copies;
    }

    private static void nothingIsTakenBack(List<Detection> before, List<Detection> after) {
        Map<Long, Detection> now = new HashMap<>();
        after.forEach(each -> now.put(each.id(), each));
        for (Detection then : before) {
            Detection still = now.get(then.id());
            assertThat(still).as("%s", then).isNotNull();
            assertThat(still.state()).as("%s", then).isGreaterThanOrEqualTo(then.state());
            assertThat(techniques(still)).containsAll(techniques(then));
        }
    }

    private static List<String> techniques(Detection detection) {
        return detection.evidence().stream()
                .map(Evidence::technique)
                .map(technique -> technique.id())
                .toList();
    }
}
