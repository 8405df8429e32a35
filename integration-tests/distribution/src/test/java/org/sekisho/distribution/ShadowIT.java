// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another version of a detector runs as a shadow beside the shipped one, on live traffic and on the
 * journal: what it would change is told, and nothing changes until it is promoted.
 */
@Tag("lab")
class ShadowIT {
    private static final String DETECTOR = "org.sekisho.detector.softether";
    private static final String DROPPED = OtherDetector.DROPPED;
    private static final Set<String> ADDED = OtherDetector.ADDED;
    private static final int RATE = 1_000;
    private static final Duration HELD = Duration.ofSeconds(2);

    @TempDir private Path folder;
    private LoadedDaemon lab;
    private Daemon daemon;
    private SignedJar signer;
    private String other;

    @BeforeEach
    void begin() throws Exception {
        lab = new LoadedDaemon(folder.resolve("home"), HELD, "workers=1", "ring.mib=128");
        daemon = lab.daemon();
        signer =
                new SignedJar(folder, "vendor")
                        .trustedBy(daemon, "org.sekisho.*", "payload,convict");
        other = signer.signed(OtherDetector.jar().version("0.2.0").write(folder)).toString();
        lab.start(RATE);
    }

    @AfterEach
    void end() throws Exception {
        lab.close();
    }

    @Test
    void whatAShadowWouldChangeIsToldLiveAndFromTheJournalAndChangesNothingUntilItIsPromoted()
            throws Exception {
        onlyADetectorCanBeAShadow();
        doing("bundles", "shadow", other);
        awaitDifferences(0);
        session();
        // one that came before the session saw it live
        awaitDifferences(1);
        assertThat(doing("bundles", "compare", DETECTOR))
                .contains("0.2.0, compared with 0.1.0")
                .contains("would have added 3, dropped 1;");
        assertThat(stateOf("0.2.0")).isEqualTo("shadow");
        assertThat(stateOf("0.1.0")).isEqualTo("active");
        assertThat(techniques(0)).contains(DROPPED).doesNotContainAnyElementsOf(ADDED);

        doing("bundles", "remove", DETECTOR, "--shadow");
        assertThat(stateOf("0.2.0")).isEqualTo("none");
        assertThat(daemon.call("bundles", "compare", DETECTOR).err()).contains("has no shadow");
        doing("bundles", "shadow", other);
        // and one that comes after it finds it in the journal
        awaitDifferences(1);
        session();
        awaitDifferences(2);
        assertThat(techniques(1)).contains(DROPPED).doesNotContainAnyElementsOf(ADDED);

        doing("bundles", "promote", DETECTOR);
        assertThat(stateOf("0.2.0")).isEqualTo("active");
        session();
        assertThat(techniques(2)).containsAll(ADDED).doesNotContain(DROPPED);
        // what was known stays with its case, what the shadow alone had found comes to it
        await().atMost(Daemon.PATIENCE).until(() -> techniques(0).containsAll(ADDED));
        assertThat(techniques(0)).contains(DROPPED);

        doing("bundles", "remove", DETECTOR);
        assertThat(stateOf("0.2.0")).isEqualTo("none");
        assertThat(stateOf("0.1.0")).isEqualTo("active");
        session();
        assertThat(techniques(3)).contains(DROPPED).doesNotContainAnyElementsOf(ADDED);
    }

    private void onlyADetectorCanBeAShadow() throws Exception {
        String dissector = "org.sekisho.dissector.tls";
        Sekisho.Run run =
                daemon.call("bundles", "shadow", signer.signed(dissector, "0.2.0").toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("only a bundle with nothing but detectors can be a shadow")
                .contains(dissector + " 0.1.0 goes on");
    }

    /** Another session comes and goes; when this returns, all is known of it that can be. */
    private void session() throws Exception {
        lab.sessions().begin();
        await().atMost(Daemon.PATIENCE)
                .until(() -> lab.sessions().complete() == lab.sessions().begun());
        lab.awaitAll();
        int number = lab.sessions().begun() - 1;
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                techniques(number).contains(DROPPED)
                                        || techniques(number).containsAll(ADDED));
    }

    /** What it says for so many sessions; agreed on is what both find, a handful for each. */
    private void awaitDifferences(int sessions) throws Exception {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () -> {
                            Map<String, Object> head = comparison().get(0);
                            return head.get("fromJournal").equals(true)
                                    && head.get("added").equals(3L * sessions)
                                    && head.get("dropped").equals(1L * sessions)
                                    && (Long) head.get("agreed") >= 5L * sessions;
                        });
        List<Map<String, Object>> rows = comparison();
        assertThat(rows.get(0))
                .containsEntry("addedCases", List.of())
                .containsEntry("droppedCases", List.of());
        assertThat(listed(rows, "added")).isEqualTo(sessions == 0 ? Set.of() : ADDED);
        assertThat(listed(rows, "dropped")).isEqualTo(sessions == 0 ? Set.of() : Set.of(DROPPED));
    }

    private List<Map<String, Object>> comparison() throws Exception {
        return daemon.rows("bundles", "compare", DETECTOR);
    }

    private static Set<Object> listed(List<Map<String, Object>> rows, String type) {
        return rows.stream()
                .filter(row -> row.get("type").equals(type))
                .map(row -> row.get("technique"))
                .collect(Collectors.toSet());
    }

    private Collection<String> techniques(int session) throws Exception {
        return ((List<?>) lab.found().get(session).get("evidence"))
                .stream().map(each -> (String) ((Map<?, ?>) each).get("technique")).toList();
    }

    private String stateOf(String version) throws Exception {
        return daemon.rows("bundles", "list").stream()
                .filter(row -> DETECTOR.equals(row.get("name")))
                .filter(row -> version.equals(row.get("version")))
                .map(row -> (String) row.get("state"))
                .findFirst()
                .orElse("none");
    }

    private String doing(String... words) throws Exception {
        Sekisho.Run run = daemon.call(words);
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        return run.out();
    }
}
