// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A source, a responder, and bundles that nobody knew before come, change and go while sessions
 * come in: each session is found, once, and what is known of it stays.
 */
@Tag("lab")
@Tag("long")
class ExchangeUnderTrafficIT {
    private static final String SOURCE = "org.sekisho.capture.afpacket";
    private static final String SOURCE_FILE = SOURCE + "-lab.cfg";
    private static final String RESPONDER = "org.sekisho.responder.eve";
    private static final int RATE = 3_000;
    private static final Duration HELD = Duration.ofSeconds(2);

    private static final String NOTIFIER = RESPONDER + ".EveNotifier";
    private static final String HANGING =
            "while (true) java.util.concurrent.locks.LockSupport.park();";
    private static final String HANGING_ACTIVATOR =
            """
            package org.sekisho.hanging;
            import org.osgi.framework.*;
            public final class Activator implements BundleActivator {
                @Override public void start(BundleContext context) { %s }
                @Override public void stop(BundleContext context) {}
            }
            """
                    .formatted(HANGING);
    private static final String HANGING_NOTIFIER =
            """
            package org.sekisho.responder.eve;
            import org.sekisho.respond.*;
            public final class EveNotifier implements Notifier {
                public EveNotifier() { %s }
                @Override public String name() { return "eve"; }
                @Override public void notify(Notice notice) {}
                @Override public String test(Notice notice) { return ""; }
            }
            """
                    .formatted(HANGING);
    private static final String COMPONENT =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%1$s"
                immediate="true">
              <service><provide interface="org.sekisho.respond.Notifier"/></service>
              <implementation class="%1$s"/>
            </scr:component>
            """
                    .formatted(NOTIFIER);

    @TempDir private Path folder;
    private LoadedDaemon lab;
    private Daemon daemon;
    private SignedJar signer;

    @BeforeEach
    void begin() throws Exception {
        lab = new LoadedDaemon(folder.resolve("home"), HELD, "workers=1", "ring.mib=128");
        daemon = lab.daemon();
        daemon.configure(RESPONDER + ".cfg");
        signer =
                new SignedJar(folder, "vendor")
                        .trustedBy(
                                daemon,
                                "org.sekisho.*,com.example.*",
                                "payload,convict,enforce,network,native");
        lab.start(RATE);
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    @Test
    void aSourceIsUpdatedTakenBackAndConfiguredAnewAndWhatIsKnownStays() throws Exception {
        session();
        Collection<String> first = techniques(0);
        doing("bundles", "update", signer.signed(SOURCE, "0.2.0").toString());
        assertThat(versionOf(SOURCE)).isEqualTo("0.2.0");
        awaitFrames();
        session();
        doing("bundles", "rollback", SOURCE);
        assertThat(versionOf(SOURCE)).isEqualTo("0.1.0");
        awaitFrames();
        session();
        Path file = daemon.home().resolve("conf").resolve(SOURCE_FILE);
        List<String> lines = Files.readAllLines(file);
        Files.delete(file);
        await().atMost(Daemon.PATIENCE).until(() -> daemon.rows("sources").isEmpty());
        daemon.configure(SOURCE_FILE, lines.toArray(String[]::new));
        awaitFrames();
        session();
        assertThat(lab.found()).hasSize(4);
        assertThat(techniques(0)).containsAll(first).doesNotHaveDuplicates();
    }

    @Test
    void aResponderIsUpdatedAndTellsOfEachSession() throws Exception {
        session();
        awaitAlerts();
        doing("bundles", "update", signer.signed(RESPONDER, "0.2.0").toString());
        assertThat(versionOf(RESPONDER)).isEqualTo("0.2.0");
        session();
        awaitAlerts();
        doing("bundles", "remove", RESPONDER);
        assertThat(versionOf(RESPONDER)).isEqualTo("0.1.0");
        session();
        awaitAlerts();
        nothingWasLost();
    }

    /** Neither can stand beside the former one, which must come back. */
    @Test
    void aSourceOrAResponderThatHangsWhenItStartsIsTakenBackByItself() throws Exception {
        session();
        awaitAlerts();
        hangs(SOURCE, hangingActivator());
        awaitFrames();
        hangs(RESPONDER, hangingComponent());
        session();
        awaitAlerts();
        assertThat(lab.found()).hasSize(2);
    }

    private void hangs(String bundle, BundleJar jar) throws Exception {
        Path file = signer.signed(jar.version("0.2.0").write(folder));
        Sekisho.Run run = daemon.call("bundles", "update", file.toString());
        assertThat(run.status()).as(run.out()).isOne();
        assertThat(run.err()).contains("did not start within 1500 ms");
        await().atMost(Daemon.PATIENCE).until(() -> versionOf(bundle).equals("0.1.0"));
        assertThat(daemon.rows("bundles", "list"))
                .filteredOn(row -> row.get("type").equals("mishap"))
                .filteredOn(row -> row.get("name").equals(bundle))
                .singleElement()
                .satisfies(
                        row ->
                                assertThat((String) row.get("reason"))
                                        .startsWith("0.2.0 ")
                                        .contains("did not start within 1500 ms"));
        System.out.print(run.err());
    }

    private static BundleJar hangingActivator() throws Exception {
        String name = "org.sekisho.hanging.Activator";
        BundleJar jar = BundleJar.shipped(SOURCE).with(name, HANGING_ACTIVATOR);
        String imports = jar.header("Import-Package");
        return jar.header("Bundle-Activator", name)
                .header(
                        "Import-Package",
                        imports.contains("org.osgi.framework;")
                                ? imports
                                : imports + ",org.osgi.framework");
    }

    private static BundleJar hangingComponent() throws Exception {
        String descriptor = "OSGI-INF/" + NOTIFIER + ".xml";
        return BundleJar.shipped(RESPONDER)
                .with(NOTIFIER, HANGING_NOTIFIER)
                .entry(descriptor, COMPONENT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBundleThatNobodyKnewTakesPartFromItsInstallationUntilItIsTakenOut() throws Exception {
        String name = "com.example.detector";
        BundleJar jar = OtherDetector.jar().header("Bundle-SymbolicName", name);
        session();
        String file = signer.signed(jar.version("1.0.0").write(folder)).toString();
        assertThat(daemon.call("bundles", "update", file).err())
                .contains("is not installed; use 'sekisho bundles install'");
        doing("bundles", "install", file);
        session();
        awaitTechniques(1, List.of(OtherDetector.DROPPED));
        awaitTechniques(1, OtherDetector.ADDED);
        doing("bundles", "remove", name);
        assertThat(versionOf(name)).isEqualTo("none");
        session();
        awaitTechniques(2, List.of(OtherDetector.DROPPED));
        assertThat(techniques(2)).doesNotContainAnyElementsOf(OtherDetector.ADDED);
        // what it said while it was there stays with the case
        assertThat(techniques(1)).containsAll(OtherDetector.ADDED);
        nothingWasLost();
    }

    /** Another session comes and goes, and is found. */
    private void session() throws Exception {
        lab.sessions().begin();
        await().atMost(Daemon.PATIENCE)
                .until(() -> lab.sessions().complete() == lab.sessions().begun());
        lab.awaitAll();
    }

    private void awaitTechniques(int session, Collection<String> expected) {
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(() -> assertThat(techniques(session)).containsAll(expected));
    }

    private void nothingWasLost() throws Exception {
        LoadedDaemon.Figures figures = lab.end();
        assertThat(figures.seen() + figures.dropped()).isEqualTo(figures.received());
    }

    /** The source that is there now gives frames. */
    private void awaitFrames() {
        await().atMost(Daemon.PATIENCE)
                .until(() -> !daemon.rows("sources").isEmpty() && lab.seen() > 0);
    }

    /** There is an alert of each session. */
    private void awaitAlerts() {
        Path file = daemon.home().resolve("log/eve.json");
        await().atMost(Daemon.PATIENCE)
                // before the first alert
                .ignoreExceptionsInstanceOf(NoSuchFileException.class)
                .untilAsserted(
                        () -> {
                            List<String> alerts =
                                    Files.readAllLines(file).stream()
                                            .filter(line -> line.contains("\"alert\""))
                                            .toList();
                            for (Map<String, Object> row : lab.found().values()) {
                                Object client = ((Map<?, ?>) row.get("client")).get("ip");
                                assertThat(alerts)
                                        .anyMatch(line -> line.contains("\"" + client + "\""));
                            }
                        });
    }

    private Collection<String> techniques(int session) throws Exception {
        return ((List<?>) lab.found().get(session).get("evidence"))
                .stream().map(each -> (String) ((Map<?, ?>) each).get("technique")).toList();
    }

    private String versionOf(String bundle) throws Exception {
        return daemon.rows("bundles", "list").stream()
                .filter(row -> bundle.equals(row.get("name")))
                .filter(row -> "active".equals(row.get("state")))
                .map(row -> (String) row.get("version"))
                .findFirst()
                .orElse("none");
    }

    private void doing(String... words) throws Exception {
        Sekisho.Run run = daemon.call(words);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
    }
}
