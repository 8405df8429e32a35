// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The detector is updated a thousand times, and a dissector a hundred times, while a hundred
 * thousand frames a second come in, among them sessions that are being set up. Compared with the
 * same traffic without updates.
 */
@Tag("lab")
class SwapStormIT {
    private static final String DETECTOR = "org.sekisho.detector.softether";
    private static final String DISSECTOR = "org.sekisho.dissector.tls";
    private static final int SWAPS = Integer.getInteger("sekisho.swaps", 1000);
    private static final int SWAPS_PER_SESSION = 4;
    private static final int SWAPS_PER_DISSECTOR = 10;
    private static final int SETTLED = SWAPS / 10;
    private static final int RATE = 105_000;
    private static final Duration HELD = Duration.ofSeconds(8);

    @TempDir private Path folder;

    private record Run(
            LoadedDaemon.Figures figures,
            Map<Integer, Map<String, Object>> found,
            JavaProcess.Live first,
            JavaProcess.Live last) {}

    private interface Step {
        void take(LoadedDaemon lab, int number) throws Exception;
    }

    private Run run(String name, Step step) throws Exception {
        try (LoadedDaemon lab =
                new LoadedDaemon(folder.resolve(name), HELD, "workers=2", "ring.mib=256")) {
            signer =
                    new SignedJar(folder, name)
                            .trustedBy(lab.daemon(), "org.sekisho.*", "payload,convict");
            lab.start(RATE);
            JavaProcess java = new JavaProcess(lab.daemon().pid());
            JavaProcess.Live first = null;
            for (int i = 1; i <= SWAPS; i++) {
                step.take(lab, i);
                if (i % SWAPS_PER_SESSION == 0) {
                    lab.sessions().begin();
                }
                if (i == SETTLED) {
                    first = java.live();
                }
            }
            JavaProcess.Live last = java.live();
            LoadedDaemon.Figures figures = lab.end();
            Run run = new Run(figures, lab.awaitAll(), first, last);
            System.out.println(name + ": " + figures + " " + first + " " + last);
            System.out.println(lab.daemon().rows("status"));
            System.out.println(java.live());
            return run;
        }
    }

    private SignedJar signer;
    private final List<Long> times = new ArrayList<>();

    @Test
    void nothingIsLostAndNothingIsKept() throws Exception {
        Run undisturbed = run("undisturbed", (lab, i) -> Thread.sleep(25));
        BundleJar detector = BundleJar.shipped(DETECTOR);
        BundleJar dissector = BundleJar.shipped(DISSECTOR);
        long begin = System.nanoTime();
        Run swapped =
                run(
                        "swapped",
                        (lab, i) -> {
                            update(lab.daemon(), build(detector, i));
                            if (i % SWAPS_PER_DISSECTOR == 0) {
                                update(lab.daemon(), build(dissector, i));
                            }
                        });
        System.out.println("all " + (System.nanoTime() - begin) / 1e9);
        times.sort(null);
        System.out.println(
                "update median "
                        + times.get(times.size() / 2) / 1e6
                        + " p99 "
                        + times.get(times.size() * 99 / 100) / 1e6);
    }

    private Path build(BundleJar jar, int number) throws Exception {
        return signer.signed(
                jar.version("0.1." + number)
                        .entry("build", new byte[] {(byte) (number % 2)})
                        .write(folder));
    }

    private void update(Daemon daemon, Path jar) throws Exception {
        long t = System.nanoTime();
        Sekisho.Run run = daemon.call("bundles", "update", jar.toString());
        times.add(System.nanoTime() - t);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        Files.delete(jar);
    }
}
