// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;
import org.sekisho.testkit.traffic.FrameSender;
import org.sekisho.testkit.traffic.LongFlows;
import org.sekisho.testkit.traffic.RecordedClient;
import org.sekisho.testkit.traffic.Sessions;

/**
 * A daemon at one end of a cable, and at the other a sender of bulk and of copies of a recorded
 * SoftEther session, each with a client of its own.
 */
final class LoadedDaemon implements AutoCloseable {
    /** Flows of the bulk. */
    static final int BULK_FLOWS = 500;

    private static final String RECORDING = "p28_idle_session-st444-1024.pcap";
    private static final String CLIENT = "10.87.184.23";
    private static final int FIRST_CLIENT = 10 << 24 | 130 << 16 | 1;
    private static final int MOST_BYTES = 600;

    private final NetworkNamespace namespace;
    private final FrameSender sender;
    private final Daemon daemon;
    private final Sessions sessions;
    private CompletableFuture<FrameSender.Sent> sending;

    /**
     * How a run went.
     *
     * @param sent by the sender
     * @param received by the interface, as the kernel counts
     * @param seen by the daemon
     * @param dropped by the kernel because the ring was full
     * @param flows that the daemon has followed
     * @param longestStallMillis that a worker was away from its queue
     * @param usualStallMillis below which 99.9 % of these times are
     */
    record Figures(
            FrameSender.Sent sent,
            long received,
            long seen,
            long dropped,
            long flows,
            double longestStallMillis,
            double usualStallMillis) {}

    /**
     * A daemon that does not run yet.
     *
     * @param held for how long each session is held
     */
    LoadedDaemon(Path home, Duration held, String... options) throws IOException {
        namespace = new NetworkNamespace("load");
        namespace.cable("in", "out");
        sender = new FrameSender(namespace, "in");
        daemon = new Daemon(home, namespace.command().toArray(String[]::new));
        String[] lines = new String[options.length + 1];
        System.arraycopy(options, 0, lines, 1, options.length);
        lines[0] = "interface=out";
        daemon.configure("org.sekisho.capture.afpacket-lab.cfg", lines);
        sessions =
                new Sessions(
                        RecordedClient.read(TestCaptures.path(RECORDING), CLIENT, held),
                        FIRST_CLIENT);
    }

    Daemon daemon() {
        return daemon;
    }

    Sessions sessions() {
        return sessions;
    }

    /** Starts the daemon, then the traffic. */
    LoadedDaemon start(int framesPerSecond) throws IOException {
        daemon.start();
        sending =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return sender.send(
                                        sessions.over(new LongFlows(BULK_FLOWS, MOST_BYTES)),
                                        framesPerSecond);
                            } catch (IOException failed) {
                                throw new CompletionException(failed);
                            }
                        },
                        work -> new Thread(work, "sender").start());
        return this;
    }

    /** Lets the sessions that have begun come to their end, and waits until all was seen. */
    Figures end() throws Exception {
        sessions.enough();
        FrameSender.Sent sent = sending.get();
        long received = namespace.counter("out", "rx_packets");
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(sum("frames") + sum("droppedByKernel"))
                                        .isEqualTo(received));
        Map<?, ?> figures = (Map<?, ?>) source().get("figures");
        return new Figures(
                sent,
                received,
                sum("frames"),
                sum("droppedByKernel"),
                (Long) analysis().get("flows"),
                (Long) figures.get("longest stall ns") / 1e6,
                (Long) figures.get("stall p99.9 ns") / 1e6);
    }

    private Map<String, Object> source() throws Exception {
        return daemon.rows("sources").get(0);
    }

    private Map<?, ?> analysis() throws Exception {
        return (Map<?, ?>) daemon.rows("status").get(0).get("analysis");
    }

    /** Counters of the analysis, by name. */
    Map<String, Long> counters() throws Exception {
        Map<String, Long> counters = new TreeMap<>();
        ((Map<?, ?>) analysis().get("counters"))
                .forEach((name, count) -> counters.put((String) name, (Long) count));
        return counters;
    }

    /** Frames that the present source has given so far. */
    long seen() throws Exception {
        return sum("frames");
    }

    private long sum(String counter) throws Exception {
        return ((List<?>) source().get("queues"))
                .stream().mapToLong(queue -> (Long) ((Map<?, ?>) queue).get(counter)).sum();
    }

    /** What was found of each session, by its number; a session twice is an error. */
    Map<Integer, Map<String, Object>> found() throws Exception {
        Map<Integer, Map<String, Object>> found = new TreeMap<>();
        for (Map<String, Object> row : daemon.rows("detections")) {
            String address = String.valueOf(((Map<?, ?>) row.get("client")).get("ip"));
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int number = sessions.indexOf(ByteBuffer.wrap(bytes).getInt());
            assertThat(number).as("number of the session of %s", row).isNotNegative();
            assertThat(found.put(number, row)).as("session %d found before", number).isNull();
        }
        return found;
    }

    /** Waits until each session that has begun is found and confirmed. */
    Map<Integer, Map<String, Object>> awaitAll() throws Exception {
        await().atMost(Daemon.PATIENCE)
                .until(
                        () ->
                                found().values().stream()
                                                .filter(row -> row.get("state").equals("confirmed"))
                                                // what comes before the tunnel may be sure already
                                                .filter(row -> !row.get("method").equals("control"))
                                                .count()
                                        == sessions.begun());
        return found();
    }

    @Override
    public void close() throws IOException {
        sessions.enough();
        if (sending != null) {
            sending.exceptionally(failed -> null).join();
        }
        try {
            daemon.close();
        } finally {
            sender.close();
            namespace.close();
        }
    }
}
