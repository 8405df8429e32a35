// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A network namespace without any way out (ip-netns(8)). It goes with {@link #close}, else at the
 * end of the JVM, else, after a crash, when the next one of the same purpose is made.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final Path NAMES = Path.of("/run/netns");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final long PATIENCE_SECONDS = 300;

    private final String name;
    private final Thread atExit = new Thread(this::delete, "removal of a network namespace");
    private final List<Process> processes = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param purpose letters for its name: {@code sk-<purpose>-<process>-<number>}
     * @throws IOException without root or {@code ip}
     */
    public NetworkNamespace(String purpose) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IOException("network namespaces need root: run these tests as root");
        }
        removeLeftovers("sk-" + purpose + "-");
        name =
                String.format(
                        "sk-%s-%d-%d",
                        purpose, ProcessHandle.current().pid(), NUMBERS.incrementAndGet());
        execute(List.of("ip", "netns", "add", name));
        Runtime.getRuntime().addShutdownHook(atExit);
        run("ip", "link", "set", "lo", "up");
    }

    /** What processes that no longer live have left behind. */
    private static void removeLeftovers(String prefix) throws IOException {
        if (!Files.isDirectory(NAMES)) {
            return;
        }
        List<String> found;
        try (Stream<Path> files = Files.list(NAMES)) {
            found = files.map(file -> file.getFileName().toString()).toList();
        }
        for (String left : found) {
            if (left.startsWith(prefix)
                    && left.substring(prefix.length()).matches("\\d+-\\d+")
                    && !isAlive(left.substring(prefix.length()).split("-")[0])) {
                execute(List.of("ip", "netns", "delete", left));
            }
        }
    }

    private static boolean isAlive(String process) {
        return ProcessHandle.of(Long.parseLong(process)).isPresent();
    }

    /** Its name, for {@code ip netns}. */
    public String name() {
        return name;
    }

    /** Lays a cable inside: what goes in at one end comes out at the other. */
    public void cable(String end, String otherEnd) throws IOException {
        run("ip", "link", "add", "name", end, "type", "veth", "peer", "name", otherEnd);
        quiet(this, end);
        quiet(this, otherEnd);
    }

    /** Lays a cable from here to another namespace. */
    public void cable(String end, NetworkNamespace other, String otherEnd) throws IOException {
        run(
                "ip",
                "link",
                "add",
                "name",
                end,
                "type",
                "veth",
                "peer",
                "name",
                otherEnd,
                "netns",
                other.name);
        quiet(this, end);
        quiet(other, otherEnd);
    }

    /** Makes a bridge of these interfaces. */
    public void bridge(String bridge, String... ports) throws IOException {
        run("ip", "link", "add", "name", bridge, "type", "bridge");
        for (String port : ports) {
            run("ip", "link", "set", "dev", port, "master", bridge);
        }
        quiet(this, bridge);
    }

    /** Up, and without IPv6, so that the kernel itself sends nothing. */
    private static void quiet(NetworkNamespace where, String end) throws IOException {
        where.run("sysctl", "-qw", "net.ipv6.conf." + end + ".disable_ipv6=1");
        where.run("ip", "link", "set", "dev", end, "up");
    }

    /**
     * Reads a counter of an interface.
     *
     * @param counter a file of {@code /sys/class/net/<interface>/statistics}, such as {@code
     *     rx_packets}
     */
    public long counter(String end, String counter) throws IOException {
        return Long.parseLong(
                run("cat", "/sys/class/net/" + end + "/statistics/" + counter).strip());
    }

    /** The command that runs this one inside. */
    public List<String> command(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(Arrays.asList(command));
        return all;
    }

    /**
     * Runs a command inside to its end.
     *
     * @return what it wrote, standard error included
     * @throws IOException with that text if it fails
     */
    public String run(String... command) throws IOException {
        return execute(command(command));
    }

    /**
     * Starts a command inside; {@link #close} ends it.
     *
     * @param output takes what it writes
     */
    public synchronized Process start(Path output, String... command) throws IOException {
        Process process =
                new ProcessBuilder(command(command))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        processes.add(process);
        return process;
    }

    /** Runs a command of the machine itself to its end. */
    public static String execute(List<String> command) throws IOException {
        Path out = Files.createTempFile("sekisho-lab", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
            String text = Files.readString(out);
            if (process.exitValue() != 0) {
                throw new IOException(command + " ended with " + process.exitValue() + ": " + text);
            }
            return text;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", interrupted);
        } finally {
            Files.delete(out);
        }
    }

    /** Ends what runs inside and takes the namespace away with its cables. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        delete();
    }

    private synchronized void delete() {
        for (Process process : processes) {
            process.destroyForcibly().onExit().join();
        }
        try {
            // a socket that is still open keeps the namespace, but not its cables
            for (String link : execute(command("ls", "/sys/class/net")).split("\\s+")) {
                if (Files.exists(NAMES.resolve(name))
                        && !link.equals("lo")
                        && run("ls", "/sys/class/net").contains(link)) {
                    run("ip", "link", "delete", "dev", link);
                }
            }
            execute(List.of("ip", "netns", "delete", name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
