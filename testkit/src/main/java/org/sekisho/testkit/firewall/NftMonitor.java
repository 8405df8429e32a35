// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.firewall;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sekisho.testkit.net.NetworkNamespace;

/** {@code nft monitor} in a namespace: what the kernel tells that was changed. */
public final class NftMonitor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NetworkNamespace where;
    private final Path output;
    private final Process process;

    /**
     * Begins, and waits until it tells.
     *
     * @param folder takes what it tells
     */
    public NftMonitor(NetworkNamespace where, Path folder) throws Exception {
        this.where = where;
        output = folder.resolve("monitor.out");
        process = where.start(output, "stdbuf", "-oL", "nft", "monitor");
        // it says nothing of its own when it is ready
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            where.run("nft", "add table inet ready; delete table inet ready");
                            return !lines().isEmpty();
                        });
    }

    private List<String> lines() throws Exception {
        return Files.readString(output).lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** How it tells of a mark. */
    public String line(String mark) {
        return "add table inet " + mark;
    }

    /** Has a mark put into what it tells. */
    public void mark(String mark) throws Exception {
        where.run("nft", "add", "table", "inet", mark);
    }

    /**
     * Puts a mark, and gives what was told until then, the mark last, without what it began with.
     */
    public List<String> until(String mark) throws Exception {
        mark(mark);
        await().atMost(PATIENCE).until(() -> lines().contains(line(mark)));
        List<String> all = lines();
        return all.subList(0, all.indexOf(line(mark)) + 1).stream()
                .filter(line -> !line.endsWith("table inet ready"))
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
