// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.softether;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * One SoftEther program in the foreground, and its command line. It writes beside itself and to
 * fixed folders of the system; here it is a copy, and sees those folders replaced by its own.
 */
final class SoftEtherProgram implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/libexec/softether");
    private static final Path RESOURCES = Path.of("/usr/share/softether-common/hamcore.se2");
    private static final List<String> WRITTEN =
            List.of("/run/softether", "/var/lib/softether", "/var/log/softether");
    private static final long PATIENCE_NANOS = 90_000_000_000L;
    private static final long PAUSE_NANOS = 200_000_000L;

    private final NetworkNamespace where;
    private final Path folder;
    private final List<String> target;
    private final Process process;

    /**
     * Starts it and waits until it answers.
     *
     * @param name {@code vpnserver} or {@code vpnclient}
     * @param target how vpncmd addresses it
     */
    SoftEtherProgram(NetworkNamespace where, Path folder, String name, String... target)
            throws IOException {
        this.where = where;
        this.folder = Files.createDirectories(folder);
        this.target = List.of(target);
        Files.copy(PROGRAMS.resolve(name).resolve(name), folder.resolve(name));
        Files.copy(PROGRAMS.resolve("vpncmd/vpncmd"), folder.resolve("vpncmd"));
        // a copy and no link: it would look for its other files where the link leads
        Files.copy(RESOURCES, folder.resolve("hamcore.se2"));
        for (String written : WRITTEN) {
            Files.createDirectories(Path.of(written));
            Files.createDirectories(folder.resolve(written.substring(1)));
        }
        process = where.start(folder.resolve("output"), inside("./" + name, "execsvc"));
        answers("About");
    }

    /** ip netns exec has given the command mounts of its own already. */
    private String[] inside(String... command) {
        StringBuilder script = new StringBuilder("set -e; cd '" + folder + "'; ");
        for (String written : WRITTEN) {
            script.append("mount --bind '" + folder + written + "' " + written + "; ");
        }
        List<String> all = new ArrayList<>(List.of("sh", "-c", script + "exec \"$@\"", "sh"));
        all.addAll(Arrays.asList(command));
        return all.toArray(String[]::new);
    }

    /** Runs a command of vpncmd; {@code words} may begin with {@code /ADMINHUB:…}. */
    String command(List<String> options, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("timeout", "60", "./vpncmd"));
        all.addAll(target);
        all.addAll(options);
        all.add("/CMD");
        all.addAll(Arrays.asList(words));
        return where.run(inside(all.toArray(String[]::new)));
    }

    /** Asks until the command succeeds. */
    private void answers(String command) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                command(List.of(), command);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw notYet;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Asks until the answer holds these words. */
    void await(String words, String... command) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        String answer = command(List.of(), command);
        while (!answer.contains(words)) {
            if (System.nanoTime() > end) {
                throw new IOException("never said '" + words + "': " + answer);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            answer = command(List.of(), command);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
