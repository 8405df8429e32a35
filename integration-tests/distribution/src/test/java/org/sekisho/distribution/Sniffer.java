// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sekisho.testkit.net.NetworkNamespace;

/** Records what passes an interface until its namespace is taken away. */
final class Sniffer {
    private final NetworkNamespace where;
    private final Path capture;

    /**
     * Begins.
     *
     * @param name of the file
     * @param end the interface
     * @param filter what, in the language of tcpdump
     */
    Sniffer(Path folder, NetworkNamespace where, String name, String end, String filter)
            throws IOException {
        this.where = where;
        capture = folder.resolve(name + ".pcap");
        where.start(
                folder.resolve(name + ".output"),
                "tcpdump",
                "-Z",
                "root",
                "-U",
                "-B",
                "65536",
                "--time-stamp-precision=nano",
                "-i",
                end,
                "-w",
                capture.toString(),
                filter);
        // the header of a capture is written once the interface is open
        await().atMost(Daemon.PATIENCE)
                .until(() -> Files.exists(capture) && Files.size(capture) > 0);
    }

    /** The file, which grows. */
    Path capture() {
        return capture;
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
