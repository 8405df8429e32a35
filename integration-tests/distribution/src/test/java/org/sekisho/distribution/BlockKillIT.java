// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * The daemon is killed at points nobody chose, while blocks come and go and while it starts. What
 * it said holds: afterwards the kernel and the records hold the same, and each block ends when it
 * was said to end.
 */
@Tag("lab")
@Tag("long")
class BlockKillIT {
    private static final int KILLS = Integer.getInteger("sekisho.kills", 50);

    /** Each so manyth kill hits the start. */
    private static final int STARTS = 5;

    private static final int MOST_CALLS = 20;
    private static final int[] SECONDS = {2, 5, 20, 300, 3_600};

    /** How the kernel shows an element and how long it still holds it. */
    private static final Pattern ELEMENT =
            Pattern.compile("(10\\.9\\.[0-9.]+) \\. 203\\.0\\.113\\.1 [^,}]*expires ([0-9a-z]+)");

    /**
     * The kernel counts from when it is told, which a busy machine does late; it shows whole
     * seconds or less.
     */
    private static final Duration LENIENCE = Duration.ofSeconds(2);

    @TempDir private Path folder;
    private NetworkNamespace host;
    private Daemon daemon;

    /** What was said to be blocked and not said to be lifted: until when. */
    private final Map<String, Instant> said = new TreeMap<>();

    /** Blocks of which the answer to the last call was lost. */
    private final List<String> unanswered = new ArrayList<>();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private int clients;

    @BeforeEach
    void open() throws Exception {
        host = new NetworkNamespace("kill");
        daemon = new Unprivileged(folder, host).daemon();
    }

    @AfterEach
    void close() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void whatWasSaidHoldsAfterAKillAtAnyPoint() throws Exception {
        daemon.startWithFirewall();
        for (int kill = 1; kill <= KILLS; kill++) {
            if (kill % STARTS == 0) {
                daemon.kill();
                daemon.launch();
                spin(random.nextInt(2_000_000_000));
                daemon.kill();
            } else {
                callUntilKilled();
            }
            daemon.startWithFirewall();
            compare("kill " + kill + ", seed " + seed);
        }
        assertThat(said).isNotEmpty();
    }

    /** Somebody else kills while this thread calls. */
    private void callUntilKilled() throws Exception {
        int calls = random.nextInt(MOST_CALLS);
        for (int i = 0; i < calls; i++) {
            call();
        }
        long pause = random.nextInt(20_000_000);
        Thread killer =
                new Thread(
                        () -> {
                            spin(pause);
                            try {
                                daemon.kill();
                            } catch (InterruptedException told) {
                                Thread.currentThread().interrupt();
                            }
                        });
        killer.start();
        try {
            while (killer.isAlive()) {
                call();
            }
        } catch (IOException dead) {
            // the call that was not answered
        }
        killer.join();
    }

    private static void spin(long nanos) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < nanos) {
            Thread.onSpinWait();
        }
    }

    private void call() throws IOException {
        List<String> known = List.copyOf(said.keySet());
        int dice = random.nextInt(10);
        if (dice < 2 && !known.isEmpty()) {
            remove(known.get(random.nextInt(known.size())));
        } else if (dice == 2 && !known.isEmpty()) {
            add(known.get(random.nextInt(known.size())));
        } else {
            clients++;
            add("10.9." + clients / 250 + "." + (clients % 250 + 1));
        }
    }

    private void add(String client) throws IOException {
        int seconds = SECONDS[random.nextInt(SECONDS.length)];
        unanswered.add(client);
        Sekisho.Run run =
                daemon.call(
                        "blocks",
                        "add",
                        "pair",
                        client,
                        "203.0.113.1",
                        "--for",
                        seconds + "s",
                        "--json");
        unanswered.remove(client);
        assertThat(run.status()).as(run.err()).isZero();
        said.put(client, until(Json.lines(run).get(0)));
    }

    private void remove(String client) throws IOException {
        unanswered.add(client);
        Sekisho.Run run = daemon.call("blocks", "remove", "pair", client, "203.0.113.1");
        unanswered.remove(client);
        if (run.status() != 0) {
            // its time was over
            assertThat(said.get(client)).isBefore(Instant.now().plus(LENIENCE));
        }
        said.remove(client);
    }

    private static Instant until(Map<String, Object> row) {
        return Instant.parse(row.get("until").toString());
    }

    private void compare(String when) throws Exception {
        Map<String, Instant> listed = new HashMap<>();
        // ready comes before what was read back is in force
        await().atMost(Daemon.PATIENCE)
                .untilAsserted(
                        () -> {
                            listed.clear();
                            listed.putAll(listed());
                            Map<String, Instant> kernel = kernel();
                            Instant now = Instant.now();
                            assertThat(lasting(kernel, now))
                                    .as(when)
                                    .isEqualTo(lasting(listed, now));
                        });
        for (String client : unanswered) {
            said.remove(client);
            if (listed.containsKey(client)) {
                said.put(client, listed.get(client));
            }
        }
        unanswered.clear();
        Map<String, Instant> kernel = kernel();
        Instant now = Instant.now();
        assertThat(lasting(listed, now)).as(when).isEqualTo(lasting(said, now));
        said.values().removeIf(until -> until.isBefore(now.minus(LENIENCE)));
        assertThat(said).as("none outlasts its time, " + when).containsAllEntriesOf(listed);
        kernel.forEach(
                (client, until) ->
                        assertThat(Duration.between(said.get(client), until).abs())
                                .as("when the kernel ends %s, %s", client, when)
                                .isLessThan(LENIENCE));
    }

    /** Clients whose block does not end just now. */
    private static List<String> lasting(Map<String, Instant> blocks, Instant now) {
        return blocks.entrySet().stream()
                .filter(block -> block.getValue().isAfter(now.plus(LENIENCE)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Map<String, Instant> listed() throws Exception {
        Map<String, Instant> blocks = new HashMap<>();
        for (Map<String, Object> row : daemon.rows("blocks", "list", "--most", "100000")) {
            assertThat(blocks.put(row.get("client").toString(), until(row))).isNull();
        }
        return blocks;
    }

    private Map<String, Instant> kernel() throws IOException {
        String text = host.run("nft", "list", "ruleset").replaceAll("\\s+", " ");
        Instant now = Instant.now();
        Map<String, Instant> blocks = new HashMap<>();
        Matcher matcher = ELEMENT.matcher(text);
        while (matcher.find()) {
            blocks.put(matcher.group(1), now.plus(duration(matcher.group(2))));
        }
        return blocks;
    }

    /** As nft(8) writes it, such as 1h2m3s4ms. */
    private static Duration duration(String text) {
        return Duration.parse(
                "PT"
                        + text.replaceFirst("[0-9]+ms$", "")
                                .toUpperCase(java.util.Locale.ROOT)
                                .replaceFirst("^$", "0S"));
    }
}
