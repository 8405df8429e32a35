// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sekisho.testkit.TestCaptures;
import org.sekisho.testkit.net.NetworkNamespace;

/** Frames of a traffic arrive at the other end of a cable. Needs root. */
@Tag("lab")
class FrameSenderTest {
    private static final int RATE = 100_000;

    private NetworkNamespace namespace;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("sender");
        namespace.cable("a", "b");
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    @Test
    void everythingArrivesAndTheRateIsNotExceeded() throws Exception {
        RecordedClient client =
                RecordedClient.read(
                        TestCaptures.path("p28_idle_session-st444-1024.pcap"),
                        "10.87.184.23",
                        Duration.ofSeconds(2));
        Sessions sessions = new Sessions(client, 10 << 24 | 1);
        for (int i = 0; i < 100; i++) {
            sessions.begin();
        }
        sessions.enough();
        try (FrameSender sender = new FrameSender(namespace, "a")) {
            FrameSender.Sent sent = sender.send(sessions.over(new LongFlows(500, 600)), RATE);
            assertThat(sessions.complete()).isEqualTo(100);
            assertThat(sent.frames()).isGreaterThan(100L * client.frames());
            assertThat(sent.framesPerSecond()).isLessThan(RATE * 1.1);
            assertThat(namespace.counter("b", "rx_packets")).isEqualTo(sent.frames());
            System.out.printf("%d frames, %.0f a second%n", sent.frames(), sent.framesPerSecond());
        }
    }
}
