// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Evidence;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.testkit.TestCaptures;

/** What speaks against SoftEther. */
class AgainstTechniquesTest {
    private static final String SERVER = "203.0.113.7";

    private static List<Evidence> against(List<Evidence> found) {
        return found.stream().filter(e -> e.technique().weight() < 0).toList();
    }

    /** A browser's connection to the server, with ALPN and a ticket. */
    private static List<Event> ordinary(double seconds) {
        Flow flow = Made.tcp("10.0.0.1", SERVER, 443);
        return List.of(
                Made.hello(flow, seconds, "www.example", List.of("h2", "http/1.1")),
                new ServerHello(
                        Made.at(flow, seconds + 0.1),
                        0x0303,
                        0xc02f,
                        List.of(16, 23),
                        32,
                        true,
                        "h2",
                        "ja3s"));
    }

    private static Event suspicious(double seconds) {
        return Made.hello(Made.tcp("10.0.0.1", SERVER, 443), seconds, SERVER, List.of());
    }

    private static List<Evidence> judge(List<Event> events) {
        return Made.judge(events.toArray(Event[]::new));
    }

    @Test
    void anOrdinaryConnectionAloneIsNoNews() {
        assertThat(judge(ordinary(1))).isEmpty();
    }

    @Test
    void itCountsAsSoonAsSomethingSpeaksForThePair() {
        List<Event> events = new ArrayList<>(ordinary(1));
        events.add(suspicious(2));
        assertThat(against(judge(events)))
                .extracting(e -> e.technique().id())
                .containsExactlyInAnyOrder("SE-NOT-ALPN", "SE-NOT-RESUMED");
    }

    @Test
    void andOnceAlsoIfItComesLater() {
        List<Event> events = new ArrayList<>(List.of(suspicious(1)));
        events.addAll(ordinary(2));
        events.addAll(ordinary(3));
        assertThat(against(judge(events))).hasSize(2);
    }

    @Test
    void anotherServersConnectionsSayNothing() {
        List<Event> events = new ArrayList<>(ordinary(1));
        events.add(
                Made.hello(Made.tcp("10.0.0.1", "203.0.113.8", 443), 2, "203.0.113.8", List.of()));
        assertThat(against(judge(events))).isEmpty();
    }

    @Test
    void nothingSpeaksAgainstAnyRealSession() {
        for (Path capture : TestCaptures.startingWith("p")) {
            assertThat(against(CaptureEvents.evidence(capture))).as(capture.toString()).isEmpty();
        }
    }
}
