// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes before any command: the start script and the launcher. */
@Tag("alone")
class StartScriptIT {

    @TempDir private Path folder;

    @Test
    void theVersionIsOneLineOnStandardOutput() throws Exception {
        Sekisho.Run run = new Sekisho().run("--version");

        assertThat(run.status()).isZero();
        assertThat(run.out()).matches("sekisho \\d+\\.\\d+\\.\\d+\\R");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theHelpNamesEveryCommandThatHasAList() throws Exception {
        Sekisho.Run run = new Sekisho().run("--help");

        assertThat(run.status()).isZero();
        assertThat(commands()).isNotEmpty();
        assertThat(run.out()).contains(commands());
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everyCommandExplainsItself() throws Exception {
        for (String command : commands()) {
            Sekisho.Run run = new Sekisho().run(command, "--help");

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("Usage: sekisho " + command);
        }
    }

    @Test
    void anUnknownCommandIsWrongUsageAndTheAnswerNamesThoseThereAre() throws Exception {
        Sekisho.Run run = new Sekisho().run("frobnicate");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("frobnicate").contains(commands());
    }

    @Test
    void noCommandIsWrongUsage() throws Exception {
        Sekisho.Run run = new Sekisho().run();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: sekisho");
    }

    @Test
    void aBundleThatIsMissingIsNamedWithThoseWhoMissIt() throws Exception {
        Path copy = copyOfDistribution();
        Path list = copy.resolve("conf/commands/pipeline.set");
        Files.write(
                list,
                Files.readAllLines(list).stream()
                        .filter(line -> !line.equals("org.sekisho.engine"))
                        .toList());

        Sekisho.Run run = new Sekisho().at(copy).run("analyze", "x.pcap");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("in org.sekisho.cli misses org.sekisho.analyze.Analyzer")
                .doesNotContain("\tat ");
    }

    @Test
    void nothingIsLeftInTheTemporaryFolder() throws Exception {
        Sekisho.Run run =
                new Sekisho()
                        .with("SEKISHO_JAVA_OPTS", "-Djava.io.tmpdir=" + folder)
                        .run("analyze", "--help");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(folder).isEmptyDirectory();
    }

    private static List<String> commands() throws IOException {
        try (Stream<Path> files = Files.list(Sekisho.distribution().resolve("conf/commands"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".bundles"))
                    .map(name -> name.replace(".bundles", ""))
                    .toList();
        }
    }

    // In a folder whose name needs quotes wherever a script forgets them.
    private Path copyOfDistribution() throws IOException {
        Path from = Sekisho.distribution();
        Path to = folder.resolve("a copy");
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(
                    file -> {
                        try {
                            Files.copy(
                                    file,
                                    to.resolve(from.relativize(file).toString()),
                                    StandardCopyOption.COPY_ATTRIBUTES);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
        return to;
    }
}
