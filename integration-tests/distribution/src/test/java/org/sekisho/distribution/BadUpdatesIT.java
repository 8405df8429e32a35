// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions that are bad in every way are let in, or try to enter, while sessions come in: each is
 * refused or taken back by itself with the reason in words, the daemon goes on, and no session is
 * missed.
 */
@Tag("lab")
@Tag("long")
@Tag("alone")
class BadUpdatesIT {
    private static final String GOOD = "0.1.0";
    private static final int RATE = 3_000;
    private static final Duration HELD = Duration.ofSeconds(6);
    private static final String HANG =
            "long end = System.nanoTime() + HANG;"
                    + " while (System.nanoTime() < end) Thread.onSpinWait();";

    /** From the fault until the former version is back, in milliseconds, as promised. */
    private static final long SOON = 2000;

    /** Milliseconds before which nobody counts as one that hangs. */
    private static final long HANGS = 1000;

    @TempDir private Path folder;
    private LoadedDaemon lab;
    private Daemon daemon;
    private SignedJar signer;
    private Path trigger;
    private int builds;
    private final List<Long> times = new ArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        trigger = folder.resolve("trigger");
        lab = new LoadedDaemon(folder.resolve("home"), HELD, "workers=2", "ring.mib=128");
        daemon = lab.daemon();
        // a busy machine is no reason to refuse a build here before it shows what it does
        daemon.configure("org.sekisho.update.exchange.cfg", "start.millis=5000");
        signer =
                new SignedJar(folder, "vendor")
                        .trustedBy(daemon, "org.sekisho.*", "payload,convict");
        lab.start(RATE);
        lab.sessions().begin();
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    @Test
    void aBadDetectorIsTakenBackByItselfAndEverySessionIsFound() throws Exception {
        everyFault(FaultyBundle.DETECTOR);
    }

    @Test
    void aBadDissectorIsTakenBackByItselfAndEverySessionIsFound() throws Exception {
        everyFault(FaultyBundle.DISSECTOR);
    }

    private void everyFault(FaultyBundle bundle) throws Exception {
        for (Fault fault : Fault.values()) {
            endures(fault.name(), bundle, bundle.that(fault, trigger), fault.said());
        }
        if (bundle == FaultyBundle.DETECTOR) {
            aBadShadowGoesByItself(bundle);
        }
        endures(
                "throws at once",
                bundle,
                bundle.that(Fault.EXCEPTION, FaultyBundle.ALWAYS),
                Fault.EXCEPTION.said());
        endures(
                "hangs when it is made",
                bundle,
                bundle.thatIsMade(HANG),
                "did not start within 5000 ms");
        // the first instance says who it is, others work
        endures(
                "hangs when another one is made",
                bundle,
                bundle.thatIsMade("if (MADE.get() > 1) { " + HANG + " }"),
                "stood still for");
        endures(
                "throws when it is made",
                bundle,
                bundle.thatIsMade("if (HANG > 0) throw new IllegalStateException(\"not made\");"),
                "not made");
        endures(
                "hangs when it is stopped",
                bundle,
                bundle.thatIsStopped("if (TRIGGER.exists()) { " + HANG + " }", trigger),
                "made to fail");
        endures("lacks an import", bundle, lackingAnImport(bundle), "com.example.missing");
        awaitLeftovers();
        report(bundle);
        lab.awaitAll();
        Map<String, Object> good = active(bundle);
        lab.sessions().begin();
        await().atMost(Daemon.PATIENCE).until(() -> events(active(bundle)) > events(good));
        lab.awaitAll();
    }

    private void aBadShadowGoesByItself(FaultyBundle bundle) throws Exception {
        String version = "0.2." + ++builds;
        BundleJar jar = bundle.that(Fault.EXCEPTION, trigger).version(version);
        lab.sessions().begin();
        String file = signer.signed(jar.write(folder)).toString();
        assertThat(daemon.call("bundles", "shadow", file).status()).isZero();
        Files.createFile(trigger);
        lab.sessions().begin();
        await().atMost(Daemon.PATIENCE)
                .until(() -> mishap(bundle, "").contains(version + " was taken out"));
        Files.delete(trigger);
        assertThat(mishap(bundle, "")).contains("made to fail");
        assertThat(active(bundle)).containsEntry("version", GOOD);
    }

    /** What does not come back is listed: it holds memory, and perhaps a processor. */
    private void awaitLeftovers() {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(daemon.rows("bundles", "list"))
                                        .anyMatch(row -> row.get("type").equals("thread"))
                                        .anyMatch(row -> row.get("type").equals("uncollected")));
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(daemon.troubles())
                                        .anyMatch(each -> each.contains("still runs, though")));
    }

    private static BundleJar lackingAnImport(FaultyBundle bundle) throws Exception {
        BundleJar jar = BundleJar.shipped(bundle.symbolicName());
        return jar.header(
                "Import-Package",
                jar.header("Import-Package") + ",com.example.missing;version=\"1.0\"");
    }

    /**
     * A session begins before, one while the bad version is there, and one afterwards. Those that
     * are told to go wrong later on have taken over before.
     */
    private void endures(String what, FaultyBundle bundle, BundleJar jar, String said)
            throws Exception {
        String version = "0.2." + ++builds;
        Path file = signer.signed(jar.version(version).write(folder));
        lab.sessions().begin();
        Sekisho.Run run = daemon.call("bundles", "update", file.toString());
        CpuPressure pressure = CpuPressure.now();
        Files.createFile(trigger);
        lab.sessions().begin();
        AtomicReference<String> reason = new AtomicReference<>("");
        await(what)
                .atMost(Daemon.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            reason.set(mishap(bundle, version));
                            return !reason.get().isEmpty()
                                    && active(bundle).get("version").equals(GOOD);
                        });
        long now = System.currentTimeMillis();
        long waited = pressure.millisSince();
        Files.delete(trigger);
        assertThat(reason.get()).as(what).contains(said);
        Object back = row(bundle, version).get("backAfterMillis");
        System.out.printf("%s %s: %s", bundle, what, reason.get());
        if (run.status() != 0) {
            System.out.println(", and the former version never went");
            assertThat(run.err()).as(what).contains(said).contains(GOOD + " goes on");
            assertThat(back).as(what).isNull();
        } else {
            long seen = now - faultBegan();
            System.out.printf(
                    ", back %s ms after that began, seen after %d ms, %d ms of them with more to"
                            + " do than processors%n",
                    back, seen, waited);
            times.add(seen);
            assertThat(back).as(what).isInstanceOf(Long.class);
            assertThat((Long) back)
                    .as(what)
                    .isBetween(said.equals("stood still") ? HANGS : 0, SOON + waited);
            assertThat(seen).as(what).isLessThan(SOON + waited);
        }
    }

    private long faultBegan() throws Exception {
        return daemon.log()
                .lines()
                .filter(line -> line.contains(FaultyBundle.BEGINS))
                .map(line -> line.substring(line.indexOf(FaultyBundle.BEGINS)))
                .mapToLong(line -> Long.parseLong(line.substring(FaultyBundle.BEGINS.length())))
                .reduce(0, (before, last) -> last);
    }

    private String mishap(FaultyBundle bundle, String version) throws Exception {
        return (String) row(bundle, version).get("reason");
    }

    private Map<String, Object> row(FaultyBundle bundle, String version) throws Exception {
        return daemon.rows("bundles", "list").stream()
                .filter(row -> row.get("type").equals("mishap"))
                .filter(row -> row.get("name").equals(bundle.symbolicName()))
                .filter(
                        row ->
                                version.isEmpty()
                                        || ((String) row.get("reason")).startsWith(version + " "))
                .findFirst()
                .orElse(Map.of("reason", ""));
    }

    private Map<String, Object> active(FaultyBundle bundle) throws Exception {
        return daemon.rows("bundles", "list").stream()
                .filter(row -> bundle.symbolicName().equals(row.get("name")))
                .filter(row -> "active".equals(row.get("state")))
                .findFirst()
                .orElse(Map.of("version", "none", "seats", List.of()));
    }

    private static long events(Map<String, Object> row) {
        return ((List<?>) row.get("seats"))
                .stream().mapToLong(seat -> (Long) ((Map<?, ?>) seat).get("events")).sum();
    }

    private void report(FaultyBundle bundle) {
        times.sort(null);
        System.out.printf(
                "%s: from a fault until the former version was back: median %d ms, longest %d ms;"
                        + " %d sessions%n",
                bundle,
                times.get(times.size() / 2),
                times.get(times.size() - 1),
                lab.sessions().begun());
    }

    @Test
    void whatMayNotEnterIsRefusedInWords() throws Exception {
        for (FaultyBundle bundle : FaultyBundle.values()) {
            String name = bundle.symbolicName();
            refused(bundle, signer.unsigned(name, "0.2.0"), "not signed");
            refused(bundle, signer.signed(name, "0.0.9"), "older");
            // where the bit is decides in which words
            refused(bundle, SignedJar.flipped(signer.signed(name, "0.2.0")), "");
            refused(bundle, tampered(signer.signed(name, "0.2.0")), "changed after it was signed");
            refused(
                    bundle,
                    new SignedJar(folder, "strang" + bundle.ordinal()).signed(name, "0.2.0"),
                    "no certificate in conf/trust vouches for");
            refused(
                    bundle,
                    SignedJar.expired(folder, "expired" + bundle.ordinal())
                            .trustedBy(daemon, "org.sekisho.*", "payload,convict")
                            .signed(name, "0.2.0"),
                    "expired");
            refused(bundle, halved(signer.signed(name, "0.2.0")), "end");
        }
        lab.awaitAll();
    }

    private void refused(FaultyBundle bundle, Path jar, String said) throws Exception {
        lab.sessions().begin();
        Sekisho.Run run = daemon.call("bundles", "update", jar.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isNotBlank().contains(said);
        assertThat(active(bundle)).containsEntry("version", GOOD);
        System.out.print(run.err());
    }

    /** A whole jar, of which one class was exchanged for another after it was signed. */
    private Path tampered(Path signed) throws Exception {
        BundleJar jar = BundleJar.read(signed);
        List<String> classes = jar.classes();
        return jar.entry(classes.get(0), jar.entry(classes.get(1))).write(folder);
    }

    private static Path halved(Path jar) throws Exception {
        byte[] bytes = Files.readAllBytes(jar);
        return Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void aHalfCopiedJarInTheDeployFolderWaitsIsNamedAndIsTakenWhenItIsWhole() throws Exception {
        Path jar = signer.signed(FaultyBundle.DETECTOR.symbolicName(), "0.2.0");
        Path deploy = daemon.home().resolve("deploy");
        byte[] bytes = Files.readAllBytes(jar);
        Path target = deploy.resolve("detector.jar");
        Files.write(target, Arrays.copyOf(bytes, bytes.length / 2));
        await().atMost(Daemon.PATIENCE)
                .until(() -> Files.exists(deploy.resolve("detector.jar.refused")));
        assertThat(deploy.resolve("detector.jar.refused")).content().contains("not a whole jar");
        assertThat(active(FaultyBundle.DETECTOR)).containsEntry("version", GOOD);
        Files.write(target, bytes);
        await().atMost(Daemon.PATIENCE)
                .until(() -> active(FaultyBundle.DETECTOR).get("version").equals("0.2.0"));
        await().atMost(Daemon.PATIENCE)
                .until(() -> !Files.exists(deploy.resolve("detector.jar.refused")));
        lab.sessions().begin();
        lab.awaitAll();
    }
}
