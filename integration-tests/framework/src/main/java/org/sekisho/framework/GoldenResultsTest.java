// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.test.common.annotation.InjectService;
import org.osgi.test.junit5.service.ServiceExtension;
import org.sekisho.analyze.Analysis;
import org.sekisho.analyze.AnalysisOptions;
import org.sekisho.analyze.Analyzer;
import org.sekisho.capture.CaptureFiles;

/**
 * What is found in every capture is written down in {@code integration-tests/golden}, so that a
 * change of judgement is seen in review. {@code -Dsekisho.captures=FOLDER} looks at the captures of
 * that folder instead of those of the repository; {@code -Dsekisho.golden.update=true} writes the
 * results down anew.
 */
@ExtendWith(ServiceExtension.class)
class GoldenResultsTest {
    private static final Path GOLDEN = Captures.above("integration-tests/golden");
    private static final boolean UPDATE = Boolean.getBoolean("sekisho.golden.update");

    @InjectService Analyzer analyzer;
    @InjectService CaptureFiles files;

    @Test
    void everyCaptureShowsWhatIsWrittenDown() throws Exception {
        List<Path> captures = captures();
        assertThat(captures).isNotEmpty();
        StringBuilder differences = new StringBuilder();
        for (Path capture : captures) {
            Path golden = GOLDEN.resolve(name(capture) + ".txt");
            String present = analyse(capture);
            if (UPDATE) {
                Files.writeString(golden, present);
            }
            String former = Files.exists(golden) ? Files.readString(golden) : "";
            if (!former.equals(present)) {
                differences
                        .append("--- ")
                        .append(golden)
                        .append("\n+++ ")
                        .append(capture)
                        .append('\n')
                        .append(LineDifference.between(former, present));
            }
        }
        System.out.printf("%d captures compared with what is written down%n", captures.size());
        assertThat(differences)
                .as(
                        "what is found differs from what is written down; if that is right, run"
                                + " this test with -Dsekisho.golden.update=true and commit")
                .isEmpty();
    }

    @Test
    void whatIsWrittenDownBelongsToACaptureThatIsKnown() throws IOException {
        Set<String> labelled;
        try (Stream<String> lines = Files.lines(Captures.file("manifest.csv"))) {
            labelled = lines.map(line -> line.split(",", 2)[0]).collect(Collectors.toSet());
        }
        Set<String> captures =
                captures().stream().map(GoldenResultsTest::name).collect(Collectors.toSet());
        boolean everything = System.getProperty("sekisho.captures", "").length() > 0;
        List<String> orphans = new ArrayList<>();
        try (Stream<Path> golden = Files.list(GOLDEN)) {
            for (Path file : golden.sorted().toList()) {
                String name = name(file);
                // the repository has the labels of its own captures alone
                boolean known = captures.contains(name) || labelled.contains(name + ".pcap");
                if (everything && !known) {
                    orphans.add(name);
                }
                assertThat(file).isNotEmptyFile();
            }
        }
        assertThat(orphans).isEmpty();
    }

    private static List<Path> captures() throws IOException {
        String folder = System.getProperty("sekisho.captures", "");
        Path from = folder.isEmpty() ? Captures.above("testdata/captures") : Path.of(folder);
        try (Stream<Path> found = Files.list(from)) {
            return found.filter(file -> file.toString().matches(".*\\.pcap(ng)?"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    }

    private String analyse(Path capture) throws Exception {
        Analysis analysis =
                analyzer.start(
                        files.file(capture.toString()),
                        AnalysisOptions.forFiles(1),
                        detection -> {});
        assertThat(analysis.await(Duration.ofMinutes(1))).as("%s ends", capture).isTrue();
        assertThat(analysis.damage()).as("%s", capture).isNull();
        assertThat(analysis.summary().counters().keySet())
                .as("%s", capture)
                .noneMatch(counter -> counter.startsWith("failures"));
        return GoldenText.of(analysis.detections());
    }
}
