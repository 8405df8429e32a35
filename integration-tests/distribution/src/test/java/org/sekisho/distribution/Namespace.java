// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network namespace without any way out, with a cable in it: what goes in at v0 comes out at v1.
 */
final class Namespace {
    private final String name = "sk-live-" + ProcessHandle.current().pid();

    Namespace() throws IOException, InterruptedException {
        execute("ip", "netns", "add", name);
        cable();
    }

    /** Lays the cable. */
    void cable() throws IOException, InterruptedException {
        run("ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1");
        for (String end : List.of("lo", "v0", "v1")) {
            // so that the kernel itself sends nothing
            run("sysctl", "-qw", "net.ipv6.conf." + end + ".disable_ipv6=1");
            run("ip", "link", "set", end, "up");
        }
    }

    /** The command that runs what follows inside. */
    String[] prefix() {
        return new String[] {"ip", "netns", "exec", name};
    }

    /** Runs a command inside. */
    String run(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(Arrays.asList(prefix()));
        all.addAll(List.of(command));
        return execute(all.toArray(String[]::new));
    }

    private static String execute(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("sekisho-lab", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(Arrays.toString(command) + " does not end");
            }
            String text = Files.readString(out);
            if (process.exitValue() != 0) {
                throw new IOException(
                        Arrays.toString(command)
                                + " ended with "
                                + process.exitValue()
                                + ": "
                                + text);
            }
            return text;
        } finally {
            Files.delete(out);
        }
    }

    /** Takes it away with all that is in it. */
    void delete() throws IOException, InterruptedException {
        execute("ip", "netns", "delete", name);
    }
}
