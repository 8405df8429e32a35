// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The detector is updated a thousand times, and a dissector a hundred times, while a hundred
 * thousand frames a second come in, among them sessions that are being set up. Compared with the
 * same traffic without updates. The rate that the machine held and the stalls are reported: they
 * tell about the machine, too, so nothing fails because of them.
 */
@Tag("lab")
@Tag("long")
@Tag("alone")
class SwapStormIT {
    private static final String DETECTOR = "org.sekisho.detector.softether";
    private static final String DISSECTOR = "org.sekisho.dissector.tls";
    private static final int SWAPS = Integer.getInteger("sekisho.swaps", 1000);
    private static final int SWAPS_PER_SESSION = 4;
    private static final int SWAPS_PER_DISSECTOR = 10;
    private static final int SETTLED = SWAPS / 10;
    private static final int RATE = 105_000;
    private static final long PAUSE_NANOS = 10_000_000L;
    private static final String WARMED_UP = "detectors warmed up";

    /**
     * Bytes; what is known of traffic differs by more than a few, a version that stayed is 400 KB.
     */
    private static final int MOST_KEPT_PER_SWAP = 65_536;

    private static final Duration HELD = Duration.ofSeconds(8);

    @TempDir private Path folder;
    private SignedJar signer;

    private final List<Long> updates = new ArrayList<>();
    private BundleJar detector;
    private BundleJar dissector;

    /**
     * How a run went.
     *
     * @param sessions what was found, by the session's number
     * @param early what lived after a tenth of the updates
     * @param late after all of them
     * @param counters of the analysis
     */
    private record Run(
            LoadedDaemon.Figures figures,
            Map<Integer, Map<String, Object>> sessions,
            JavaProcess.Live early,
            JavaProcess.Live late,
            Map<String, Long> counters,
            double seconds,
            double processorSeconds) {
        long growth() {
            return late.bytes() - early.bytes();
        }
    }

    private interface Step {
        void take(Daemon daemon, int number) throws Exception;
    }

    @BeforeEach
    void read() throws Exception {
        detector = BundleJar.shipped(DETECTOR);
        dissector = BundleJar.shipped(DISSECTOR);
    }

    @Test
    void nothingIsLostNothingIsFoundTwiceAndNothingOfFormerVersionsStays() throws Exception {
        Run undisturbed =
                run("undisturbed", (daemon, number) -> LockSupport.parkNanos(PAUSE_NANOS));
        Run swapped = run("swapped", this::swap);
        report(undisturbed, swapped);

        for (Run run : List.of(undisturbed, swapped)) {
            LoadedDaemon.Figures figures = run.figures();
            assertThat(figures.seen() + figures.dropped()).isEqualTo(figures.received());
            assertThat(run.sessions()).hasSize(SWAPS / SWAPS_PER_SESSION);
            run.sessions().values().forEach(SwapStormIT::assertEachTechniqueCountsOnce);
        }
        assertThat(swapped.figures().dropped())
                .isLessThanOrEqualTo(undisturbed.figures().dropped());
        assertThat(swapped.figures().flows()).isEqualTo(undisturbed.figures().flows());
        // each version had read the journal before the one before it went
        assertThat(swapped.counters().get(WARMED_UP))
                .isEqualTo(undisturbed.counters().get(WARMED_UP) + SWAPS);
        // the former version lies ready in each case, the shipped one does not run
        assertThat(swapped.late().loaders()).isLessThanOrEqualTo(undisturbed.late().loaders() + 4);
        assertThat(swapped.late().bundles()).isLessThanOrEqualTo(undisturbed.late().bundles() + 4);
        assertThat(swapped.growth() - undisturbed.growth())
                .isLessThan(MOST_KEPT_PER_SWAP * (SWAPS - SETTLED));
    }

    private static void assertEachTechniqueCountsOnce(Map<String, Object> session) {
        assertThat(session).containsEntry("method", "tls");
        assertThat((List<?>) session.get("evidence"))
                .extracting(each -> ((Map<?, ?>) each).get("technique"))
                .doesNotHaveDuplicates();
    }

    private Run run(String name, Step step) throws Exception {
        try (LoadedDaemon lab =
                new LoadedDaemon(folder.resolve(name), HELD, "workers=2", "ring.mib=256")) {
            signer =
                    new SignedJar(folder, name)
                            .trustedBy(lab.daemon(), "org.sekisho.*", "payload,convict");
            // a busy machine is no reason to refuse a build here
            lab.daemon()
                    .configure(
                            "org.sekisho.update.exchange.cfg",
                            "start.millis=30000",
                            "stop.millis=30000");
            lab.start(RATE);
            JavaProcess java = new JavaProcess(lab.daemon().pid());
            JavaProcess.Live early = null;
            long begun = System.nanoTime();
            for (int i = 1; i <= SWAPS; i++) {
                step.take(lab.daemon(), i);
                if (i % SWAPS_PER_SESSION == 0) {
                    lab.sessions().begin();
                }
                if (i == SETTLED) {
                    early = java.live();
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            double processorSeconds = java.processorSeconds();
            LoadedDaemon.Figures figures = lab.end();
            Map<Integer, Map<String, Object>> sessions = lab.awaitAll();
            await().atMost(Daemon.PATIENCE)
                    .untilAsserted(
                            () -> {
                                java.live();
                                assertThat(lab.daemon().rows("bundles", "list"))
                                        .noneMatch(row -> row.get("type").equals("uncollected"))
                                        .noneMatch(row -> row.get("type").equals("thread"));
                            });
            return new Run(
                    figures,
                    sessions,
                    early,
                    java.live(),
                    lab.counters(),
                    seconds,
                    processorSeconds);
        }
    }

    private void swap(Daemon daemon, int number) throws Exception {
        update(daemon, detector, number);
        if (number % SWAPS_PER_DISSECTOR == 0) {
            update(daemon, dissector, number);
        }
    }

    /** Every other build has the same content but for its version. */
    private void update(Daemon daemon, BundleJar bundle, int number) throws Exception {
        Path jar =
                signer.signed(
                        bundle.version("0.1." + number)
                                .entry("build", new byte[] {(byte) (number % 2)})
                                .write(folder));
        long begun = System.nanoTime();
        Sekisho.Run run = daemon.call("bundles", "update", jar.toString());
        updates.add(System.nanoTime() - begun);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        Files.delete(jar);
    }

    private void report(Run undisturbed, Run swapped) {
        updates.sort(null);
        System.out.printf(
                "%d updates of the detector and %d of the dissector in %.0f s, each %.0f ms (median), %.0f ms (99 %%)%n",
                SWAPS,
                SWAPS / SWAPS_PER_DISSECTOR,
                swapped.seconds(),
                updates.get(updates.size() / 2) / 1e6,
                updates.get(updates.size() * 99 / 100) / 1e6);
        report("without updates", undisturbed);
        report("with updates", swapped);
    }

    private static void report(String name, Run run) {
        LoadedDaemon.Figures figures = run.figures();
        System.out.printf(
                "%s: %d frames, %.0f a second, %d dropped by the kernel, %d flows, %d sessions; longest stall %.1f ms, 99.9 %% of them below %.1f ms; %d KB live, %d KB more than after a tenth, %d class loaders; %.1f s of processor time; %s%n",
                name,
                figures.received(),
                figures.sent().framesPerSecond(),
                figures.dropped(),
                figures.flows(),
                run.sessions().size(),
                figures.longestStallMillis(),
                figures.usualStallMillis(),
                run.late().bytes() >> 10,
                run.growth() >> 10,
                run.late().loaders(),
                run.processorSeconds(),
                run.counters());
    }
}
