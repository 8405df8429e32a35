// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Runs a program of the system. Its arguments are given to it as they are, without a shell; it is
 * ended when it takes too long, and what it says is read up to a bound.
 */
public final class SystemProgram {
    /** Where such programs are, also if a user's PATH does not say so. */
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin");

    /** A list of a million elements. */
    private static final int MOST_BYTES = 256 << 20;

    private static final int MOST_ERROR_BYTES = 4096;

    private final String program;
    private final Duration patience;
    private final String debianPackage;
    private final String key;

    /**
     * A program that the key {@code program} names.
     *
     * @param program its name or path
     * @param patience how long it may take
     * @param debianPackage where Debian has it, for who misses it
     */
    public SystemProgram(String program, Duration patience, String debianPackage) {
        this(program, patience, debianPackage, "program");
    }

    /**
     * A program.
     *
     * @param program its name or path
     * @param patience how long it may take
     * @param debianPackage where Debian has it, for who misses it
     * @param key of the configuration, which says where it is
     */
    public SystemProgram(String program, Duration patience, String debianPackage, String key) {
        this.program = program;
        this.patience = patience;
        this.debianPackage = debianPackage;
        this.key = key;
    }

    /**
     * What it said.
     *
     * @param status its exit status
     */
    public record Result(int status, String output, String error) {}

    /**
     * Runs it to its end.
     *
     * @param input what it reads; empty for nothing
     * @throws IOException if it is missing or had to be ended; the message says what to do
     */
    public Result run(String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(path()));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException missing) {
            throw new IOException(
                    "the program "
                            + program
                            + " can't be started; install it (Debian: apt-get install "
                            + debianPackage
                            + ") or say with the key '"
                            + key
                            + "' where it is",
                    missing);
        }
        try {
            CompletableFuture<String> output = reading(process.getInputStream(), MOST_BYTES);
            CompletableFuture<String> error = reading(process.getErrorStream(), MOST_ERROR_BYTES);
            CompletableFuture<Void> written = writing(process.getOutputStream(), input);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            written.get(1, TimeUnit.SECONDS);
            return new Result(
                    process.exitValue(),
                    output.get(patience.toMillis(), TimeUnit.MILLISECONDS),
                    error.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException hangs) {
            throw new IOException(
                    "the program "
                            + program
                            + " did not end within "
                            + patience.toSeconds()
                            + " s and was ended; see what holds it up, or give it more time with"
                            + " the key 'program.seconds'",
                    hangs);
        } catch (ExecutionException failed) {
            throw new IOException("the program " + program + " can't be spoken to", failed);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " was running", told);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Whether there is a file of that name that can be run. */
    public boolean isThere() {
        return Files.isExecutable(Path.of(path()));
    }

    private String path() {
        if (program.indexOf('/') >= 0) {
            return program;
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElse(program);
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    private static <T> CompletableFuture<T> inThread(Work<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                future.complete(work.done());
                            } catch (IOException | RuntimeException failed) {
                                future.completeExceptionally(failed);
                            }
                        },
                        "sekisho-program");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    private static CompletableFuture<String> reading(InputStream from, int most) {
        return inThread(
                () -> {
                    try (from) {
                        ByteArrayOutputStream kept = new ByteArrayOutputStream();
                        byte[] piece = new byte[64 << 10];
                        for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
                            kept.write(piece, 0, Math.min(read, most - kept.size()));
                        }
                        return kept.toString(StandardCharsets.UTF_8);
                    }
                });
    }

    private static CompletableFuture<Void> writing(OutputStream to, String input) {
        return inThread(
                () -> {
                    try (to) {
                        to.write(input.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException closed) {
                        // it ended without reading all; its exit status says more
                        return null;
                    }
                    return null;
                });
    }
}
