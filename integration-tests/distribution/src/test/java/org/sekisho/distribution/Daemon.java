// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A daemon of the distribution that was built, in a folder of its own. */
final class Daemon implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final List<String> prefix;
    private final Path log;
    private Path distribution = Sekisho.distribution();
    private List<String> arguments = List.of();
    private Process process;

    /**
     * A daemon that does not run yet.
     *
     * @param prefix command that runs it, such as one that enters a namespace
     */
    Daemon(Path home, String... prefix) throws IOException {
        this.home = home;
        this.prefix = List.of(prefix);
        log = Files.createTempFile("sekisho-daemon", ".log");
        Files.createDirectories(home.resolve("conf"));
    }

    Path home() {
        return home;
    }

    /** Runs the distribution in this folder instead of the one that was built. */
    Daemon at(Path folder) {
        distribution = folder;
        return this;
    }

    /** Writes a configuration file in one step. */
    Daemon configure(String file, String... lines) throws IOException {
        Path half = home.resolve("conf").resolve(file + ".half");
        Files.write(half, List.of(lines));
        Files.move(
                half,
                home.resolve("conf").resolve(file),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    /** Adds words to the command that starts it, such as {@code --log-file}. */
    Daemon with(String... words) {
        arguments = List.of(words);
        return this;
    }

    /** Starts it and waits until it is ready. */
    Daemon start() throws IOException {
        launch();
        await().atMost(PATIENCE).until(() -> isReady() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("the daemon ended at once:\n" + log());
        }
        return this;
    }

    /** Starts it and waits until people may block somebody. */
    Daemon startWithFirewall() throws IOException {
        start();
        // operations and firewalls come after it is ready, and nobody may be blocked until it is
        // known who must not be
        await().atMost(PATIENCE)
                .until(
                        () ->
                                call("blocks", "list").status() == 0
                                        && rows("policy", "show").size() > 1
                                        && rows("status")
                                                .get(0)
                                                .get("enforcement")
                                                .toString()
                                                .contains("firewalls=[nftables]"));
        return this;
    }

    /** Waits until it can put blocks in force, which takes a moment longer than being ready. */
    Daemon awaitFirewall() {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                rows("status").get(0).get("enforcement") instanceof Map<?, ?> part
                                        && part.get("firewalls") instanceof List<?> firewalls
                                        && !firewalls.isEmpty());
        return this;
    }

    /** Starts it and does not wait. */
    void launch() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(distribution.resolve("bin/sekisho").toString());
        command.addAll(List.of("run", "--home", home.toString()));
        command.addAll(arguments);
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
    }

    /** The file of a daemon that was killed may still be there; it names the process. */
    private boolean isReady() throws IOException {
        Path ready = home.resolve("run/ready");
        return Files.exists(ready)
                && Files.readString(ready).strip().equals(String.valueOf(process.pid()));
    }

    /** SIGTERM; the exit status. */
    int stop() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the daemon does not stop:\n" + log());
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    long pid() {
        return process.pid();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /**
     * The same as {@link #ask}, without the start of a JVM: as the command does it, through the
     * daemon's socket.
     */
    Sekisho.Run call(String... words) throws IOException {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(home.resolve("run/control.sock"));
        try (SocketChannel channel = SocketChannel.open(address);
                BufferedReader answer =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            String call = "[\"" + String.join("\",\"", words) + "\"]\n";
            channel.write(ByteBuffer.wrap(call.getBytes(StandardCharsets.UTF_8)));
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                String text = line.substring(1);
                switch (line.charAt(0)) {
                    case 'o' -> out.append(text).append('\n');
                    case 'e' -> err.append(text).append('\n');
                    case 'x' -> {
                        return new Sekisho.Run(
                                Integer.parseInt(text), out.toString(), err.toString());
                    }
                    default -> throw new IOException("unexpected answer: " + line);
                }
            }
        }
        throw new IOException("the daemon hung up:\n" + log());
    }

    Sekisho.Run ask(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(words));
        return new Sekisho().run(all.toArray(String[]::new));
    }

    /** The rows of an operation. */
    List<Map<String, Object>> rows(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        Sekisho.Run run = call(all.toArray(String[]::new));
        if (run.status() != 0) {
            throw new IOException(all + " ended with " + run.status() + ": " + run.err() + log());
        }
        return Json.lines(run);
    }

    /** What needs attention, as the status has it. */
    @SuppressWarnings("unchecked")
    List<String> troubles() throws IOException, InterruptedException {
        return (List<String>) rows("status").get(0).get("troubles");
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        Files.deleteIfExists(log);
    }
}
