// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A real file system of a few megabytes, which can be filled and made read-only. Needs root. */
final class SmallVolume implements AutoCloseable {
    private final Path folder;
    private final Path filler;

    /**
     * Mounts it.
     *
     * @param folder is made
     */
    SmallVolume(Path folder, int mebibytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        filler = folder.resolve("filler");
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs");
    }

    private void run(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.add(folder.toString());
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(words + ": " + said);
        }
    }

    /** Leaves not one byte. */
    void fill() throws IOException {
        byte[] page = new byte[4096];
        try (var out =
                Files.newOutputStream(
                        filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    void empty() throws IOException {
        Files.delete(filler);
    }

    void grow(int mebibytes) throws IOException {
        run("mount", "-o", "remount,size=" + mebibytes + "m");
    }

    /** Only while nobody has a file open to write to it. */
    void readOnly(boolean how) throws IOException {
        run("mount", "-o", how ? "remount,ro" : "remount,rw");
    }

    @Override
    public void close() throws IOException {
        run("umount");
    }
}
