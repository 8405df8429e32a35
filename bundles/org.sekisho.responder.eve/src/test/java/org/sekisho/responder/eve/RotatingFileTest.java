// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    private static final RotatingFile.Bounds NONE = new RotatingFile.Bounds(0, 0, 3);

    @TempDir private Path folder;
    private long now;
    private RotatingFile file;

    @AfterEach
    void close() {
        file.close();
    }

    private Path path() {
        return folder.resolve("log/eve.json");
    }

    private void open(RotatingFile.Bounds bounds) {
        file = new RotatingFile(path(), bounds, () -> now);
    }

    private void append(String... lines) throws IOException {
        now += TimeUnit.SECONDS.toNanos(2);
        file.append((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> found = Files.list(path().getParent())) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + out).isZero();
    }

    @Test
    void aFileThatIsFullBecomesAFormerOneOfWhichSomeAreKept() throws Exception {
        open(new RotatingFile.Bounds(20, 0, 2));
        for (int i = 1; i <= 8; i++) {
            append("line " + i, "again");
        }
        assertThat(files()).containsExactly("eve.json", "eve.json.1", "eve.json.2");
        assertThat(path()).hasContent("line 8\nagain");
        assertThat(folder.resolve("log/eve.json.1")).hasContent("line 7\nagain");
        assertThat(folder.resolve("log/eve.json.2")).hasContent("line 6\nagain");
        assertThat(file.rotations()).isEqualTo(7);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void noneNeedBeKept() throws Exception {
        open(new RotatingFile.Bounds(10, 0, 0));
        append("line one");
        append("line two");
        assertThat(files()).containsExactly("eve.json");
        assertThat(path()).hasContent("line two");
    }

    @Test
    void anOldFileBecomesAFormerOne() throws Exception {
        open(new RotatingFile.Bounds(0, TimeUnit.HOURS.toNanos(24), 3));
        append("monday");
        now += TimeUnit.HOURS.toNanos(23);
        append("monday too");
        now += TimeUnit.HOURS.toNanos(1);
        append("tuesday");
        assertThat(path()).hasContent("tuesday");
        assertThat(folder.resolve("log/eve.json.1")).hasContent("monday\nmonday too");
    }

    @Test
    void aFileThatSomebodyMovesAwayOrDeletesIsBegunAnew() throws Exception {
        open(NONE);
        append("one");
        Files.move(path(), folder.resolve("log/moved"));
        append("two");
        assertThat(folder.resolve("log/moved")).hasContent("one");
        assertThat(path()).hasContent("two");
        Files.delete(path());
        append("three");
        assertThat(path()).hasContent("three");
        Files.write(path(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        append("four");
        assertThat(path()).hasContent("four");
    }

    @Test
    void halfALineOfAProcessThatWasKilledIsTakenBack() throws Exception {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), "{\"whole\":1}\n{\"half\":");
        open(NONE);
        append("{\"next\":2}");
        assertThat(path()).hasContent("{\"whole\":1}\n{\"next\":2}");
        file.close();
        Files.writeString(path(), "{\"half\":");
        append("{\"next\":2}");
        assertThat(path()).hasContent("{\"next\":2}");
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        Files.createDirectories(path());
        open(NONE);
        assertThatThrownBy(() -> append("one")).hasMessageContaining("is no file");
        file = new RotatingFile(Path.of("/dev/full"), NONE, () -> now);
        assertThatThrownBy(() -> append("one")).hasMessageContaining("is no file");
    }

    @Test
    @Tag("lab")
    void whereTheDiskIsFullNoHalfLineStays() throws Exception {
        Files.createDirectories(path().getParent());
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", path().getParent().toString());
        try {
            open(NONE);
            String line = "x".repeat(999);
            int fit = 0;
            IOException full = null;
            while (full == null) {
                try {
                    append(line, line, line);
                    fit++;
                } catch (IOException fault) {
                    full = fault;
                }
            }
            assertThat(full).hasMessageContaining("No space left");
            assertThat(fit).isGreaterThan(10);
            assertThat(Files.size(path())).isEqualTo(fit * 3000L);
            // room again, and it goes on
            Files.write(path(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            append("after");
            assertThat(path()).hasContent("after");
        } finally {
            file.close();
            run("umount", path().getParent().toString());
        }
    }

    @Test
    @Tag("lab")
    void logrotateMayMoveOrCutTheFile() throws Exception {
        open(NONE);
        append("one");
        Path state = folder.resolve("state");
        for (String how : List.of("create 0640", "copytruncate", "nocreate")) {
            Path settings = folder.resolve("logrotate.conf");
            Files.writeString(settings, path() + " {\n rotate 5\n " + how + "\n}\n");
            Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
            run("logrotate", "-f", "-s", state.toString(), settings.toString());
            append(how);
            assertThat(path()).hasContent(how);
        }
        assertThat(folder.resolve("log/eve.json.3")).hasContent("one");
        assertThat(folder.resolve("log/eve.json.2")).hasContent("create 0640");
        assertThat(folder.resolve("log/eve.json.1")).hasContent("copytruncate");
    }
}
