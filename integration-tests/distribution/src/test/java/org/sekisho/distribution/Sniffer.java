// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sekisho.testkit.net.NetworkNamespace;

/** Records what a host sends, seen at an interface, until its namespace is taken away. */
final class Sniffer {
    private final NetworkNamespace where;
    private final Path capture;

    /**
     * Begins.
     *
     * @param source address of the host
     */
    Sniffer(Path folder, NetworkNamespace where, String name, String source) throws IOException {
        this.where = where;
        capture = folder.resolve(name + ".pcap");
        where.start(
                folder.resolve(name + ".output"),
                "tcpdump",
                "-Z",
                "root",
                "-U",
                "-i",
                "eth0",
                "-w",
                capture.toString(),
                "src " + source);
        // the header of a capture is written once the interface is open
        await().atMost(Daemon.PATIENCE)
                .until(() -> Files.exists(capture) && Files.size(capture) > 0);
    }

    /**
     * When packets came, in seconds since 1970.
     *
     * @param filter which, in the language of tcpdump
     */
    List<Double> times(String filter) throws IOException {
        Path copy = Files.copy(capture, capture.resolveSibling("copy-" + System.nanoTime()));
        return where.run("tcpdump", "-nn", "-tt", "-r", copy.toString(), filter)
                .lines()
                .filter(line -> line.matches("[0-9]+\\.[0-9]+ .*"))
                .map(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
                .toList();
    }
}
