// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon's journal keeps when there is more than it may hold. */
@Tag("long")
class JournalIT {
    private static final String CONFIGURATION = "org.sekisho.journal.cfg";
    private static final String FLOOD = "org.sekisho.event.dns.DnsMessage";
    private static final long LEAST = 4L << 20;

    @TempDir private Path folder;

    /** Its part of the status; empty at a moment when it is made anew. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> journal(Daemon daemon) throws Exception {
        Object part = daemon.rows("status").get(0).get("journal");
        return part == null ? Map.of() : (Map<String, Object>) part;
    }

    private static long forgotten(Daemon daemon) throws Exception {
        Object count = ((Map<?, ?>) journal(daemon).get("forgotten")).get(FLOOD);
        return count == null ? 0 : (Long) count;
    }

    private static List<Path> files(Daemon daemon) throws IOException {
        try (var files = Files.list(daemon.home().resolve("data/journal"))) {
            return files.filter(file -> !file.endsWith("lock")).toList();
        }
    }

    private static long bytes(Daemon daemon) throws IOException {
        long bytes = 0;
        for (Path file : files(daemon)) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException gone) {
                // it makes room while we look
                continue;
            }
        }
        return bytes;
    }

    @Test
    void aFloodOfOneTypeLeavesLiveSessionsAndWhatIsTakenAwayIsGone() throws Exception {
        MadeCaptures captures = new MadeCaptures(folder.resolve("captures"));
        try (Daemon daemon = new Daemon(folder.resolve("home"))) {
            daemon.configure(CONFIGURATION, "max.disk.bytes=" + 2 * LEAST, "quotas=*=50");
            daemon.configure("org.sekisho.capture.folder-lab.cfg", "folder=" + captures.folder());
            daemon.start();
            Set<String> clients = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                clients.add(captures.session());
            }
            await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.found(daemon).equals(clients));
            Object begun = journal(daemon).get("back_to");
            while (forgotten(daemon) < 20_000) {
                captures.lookUps(20_000);
                int made = captures.files();
                await().atMost(Daemon.PATIENCE)
                        .until(() -> MadeCaptures.read(daemon).size() == made);
                assertThat(bytes(daemon)).isLessThanOrEqualTo(2 * LEAST);
            }
            Map<String, Object> full = journal(daemon);
            assertThat(full.get("back_to").toString()).isGreaterThan(begun.toString());
            assertThat(full).containsEntry("lost", 0L);
            assertThat(full.get("forgotten")).asInstanceOf(MAP).containsOnlyKeys(FLOOD);
            assertThat((Long) full.get("bytes_rewritten")).isPositive();
            assertThat(daemon.call("journal").out())
                    .contains("Complete back to " + full.get("back_to"))
                    .contains("the oldest of " + full.get("oldest_event"))
                    .contains("bytes written");
            // the sessions are known from the journal alone
            daemon.kill();
            daemon.start();
            await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.found(daemon).equals(clients));

            daemon.configure(CONFIGURATION, "max.disk.bytes=" + LEAST, "quotas=*=50");
            await().atMost(Daemon.PATIENCE)
                    .until(
                            () ->
                                    Long.valueOf(LEAST)
                                            .equals(journal(daemon).get("most_bytes_on_disk")));
            assertThat(bytes(daemon)).isLessThanOrEqualTo(LEAST);
            daemon.kill();
            daemon.start();
            await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.found(daemon).equals(clients));

            daemon.configure(CONFIGURATION, "enabled=false");
            await().atMost(Daemon.PATIENCE)
                    .until(() -> Boolean.FALSE.equals(journal(daemon).get("enabled")));
            assertThat(files(daemon)).isEmpty();
            captures.lookUps(100);
            int made = captures.files();
            await().atMost(Daemon.PATIENCE).until(() -> MadeCaptures.read(daemon).size() == made);
            assertThat(daemon.stop()).isZero();
            assertThat(files(daemon)).isEmpty();
        }
    }
}
