// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Evidence;
import org.sekisho.event.Event;

/** Stations that go to and fro between VLANs. */
class MoveTechniqueTest {
    private static final String HOST = "70:85:c2:00:00:02";
    private static final String IP = "192.168.1.20";

    private static List<Evidence> moves(List<Event> events) {
        return LanCapture.evidence(events).stream()
                .filter(e -> e.technique().id().equals("SE-L2-BRIDGE"))
                .toList();
    }

    @Test
    void aStationThatMovesAgainAndAgainIsToldOnce() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            events.add(WrittenEvents.requestIn(10 + i % 2 * 10, HOST, IP, i * 10L));
        }
        assertThat(moves(events.subList(0, 3))).as("two moves").isEmpty();
        List<Evidence> found = moves(events);
        assertThat(found).isNotEmpty();
        assertThat(found.get(0).detail())
                .startsWith(HOST + " with " + IP + " moved 3 times between VLAN 10 and VLAN 20");
        assertThat(found).allSatisfy(e -> assertThat(e.twoWay()).isFalse());
    }

    @Test
    void oneMoveOfAHostThatWasPluggedInElsewhereIsNothing() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(WrittenEvents.requestIn(i < 10 ? 10 : 20, HOST, IP, i * 10L));
        }
        assertThat(moves(events)).isEmpty();
    }

    @Test
    void aRouterThatHasAnAddressInEachVlanDoesNotMove() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int network = i % 2;
            events.add(
                    WrittenEvents.requestIn(
                            10 + network, HOST, "192.168." + network + ".1", i * 10L));
        }
        assertThat(moves(events)).isEmpty();
    }

    @Test
    void movesThatLieHoursApartAreNothing() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            events.add(WrittenEvents.requestIn(10 + i % 2 * 10, HOST, IP, i * 7_200L));
        }
        assertThat(moves(events)).isEmpty();
    }
}
