// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.detector.bridge.WrittenEvents.discover;
import static org.sekisho.detector.bridge.WrittenEvents.layer3Switch;
import static org.sekisho.detector.bridge.WrittenEvents.reply;
import static org.sekisho.detector.bridge.WrittenEvents.request;
import static org.sekisho.detector.bridge.WrittenEvents.router;
import static org.sekisho.detector.bridge.WrittenEvents.solicitation;
import static org.sekisho.detector.bridge.WrittenEvents.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.event.Event;

/** What no capture shows, on events written after the standards and the wire facts. */
class WrittenEvidenceTest {
    private static final String HUB = "00:ae:4e:6a:94:f7";
    private static final String HUB_IP = "172.31.79.107";
    private static final String MACHINE = "70:85:c2:00:00:01";
    private static final String MACHINE_IP = "192.168.1.10";
    private static final String HOST = "70:85:c2:00:00:02";
    private static final String HOST_IP = "192.168.1.20";
    private static final String ALL = "ff:ff:ff:ff:ff:ff";

    private static List<Evidence> judge(Event... events) {
        return LanCapture.evidence(List.of(events));
    }

    private static List<Evidence> of(List<Evidence> all, String technique) {
        return all.stream().filter(e -> e.technique().id().equals(technique)).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "00:ae:4e:6a:94:f7, 172.31.79.107,", // up to 5.01
        "00:ae:4e:6a:94:f7, 172.31.79.79, 5", // from 5.02 on
        "00:ae:fe:ff:00:00, 172.31.1.2,", // 254 and 255 begin again
        "00:ae:00:00:00:00, 172.31.1.1,"
    })
    void aHubsAddressesFollowFromEachOther(String mac, String address, String generation) {
        assertThat(of(judge(request(mac, address, HOST, HOST_IP, 1)), "SE-L2-POLL"))
                .singleElement()
                .satisfies(e -> assertThat(e.generation()).isEqualTo(generation))
                .satisfies(e -> assertThat(e.twoWay()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "00:ae:4e:6a:94:f7, 172.31.79.108",
        "00:ae:4e:6a:94:f7, 172.31.80.107",
        "00:ae:4e:6a:94:f7, 172.30.79.107",
        "00:ad:4e:6a:94:f7, 172.31.79.107",
        "00:ae:4e:6a:94:f7, 0.0.0.0"
    })
    void addressesThatDoNotFollowAreNoPoll(String mac, String address) {
        assertThat(of(judge(request(mac, address, HOST, HOST_IP, 1)), "SE-L2-POLL")).isEmpty();
    }

    @Test
    void aHubIsKnownByItsIpv6PollsToo() {
        String own = "fe80::7285:c2ff:fe00:2";
        assertThat(
                        of(
                                judge(solicitation(HUB, "fe80::2ae:4eff:fe00:ae4e", HOST, own, 1)),
                                "SE-L2-POLL"))
                .hasSize(1);
        // the rightly made interface identifier is that of a real network card
        assertThat(
                        of(
                                judge(solicitation(HUB, "fe80::2ae:4eff:fe6a:94f7", HOST, own, 1)),
                                "SE-L2-POLL"))
                .isEmpty();
    }

    private static List<Event> polls(boolean machineAnswers) {
        List<Event> events = new ArrayList<>();
        events.add(request(MACHINE, MACHINE_IP, ALL, "192.168.1.1", 0));
        events.add(request(HOST, HOST_IP, ALL, "192.168.1.1", 1));
        for (long second = 5; second < 30; second += 5) {
            events.add(request(HUB, HUB_IP, HOST, HOST_IP, second));
            events.add(reply(HOST, HOST_IP, HUB, HUB_IP, second));
            events.add(request(HUB, HUB_IP, MACHINE, MACHINE_IP, second + 1));
            if (machineAnswers) {
                events.add(reply(MACHINE, MACHINE_IP, HUB, HUB_IP, second + 1));
            }
            events.add(request(MACHINE, MACHINE_IP, ALL, "192.168.1.1", second + 2));
        }
        return events;
    }

    @Test
    void theSilentOneIsTheMachine() {
        List<Evidence> all = LanCapture.evidence(polls(false));
        Evidence last = of(all, "SE-L2-POLL").get(of(all, "SE-L2-POLL").size() - 1);
        assertThat(last.subject().client().mac()).hasToString(MACHINE);
        assertThat(last.subject().client().address()).hasToString(MACHINE_IP);
        assertThat(last.twoWay()).isTrue();
        assertThat(LanCapture.evidence(polls(true))).allMatch(e -> e.subject().server() == null);
    }

    @Test
    void whereSeveralAreSilentNobodyIsTheMachine() {
        List<Event> events = new ArrayList<>(polls(false));
        String third = "70:85:c2:00:00:03";
        events.add(request(third, "192.168.1.30", ALL, "192.168.1.1", 2));
        for (long second = 5; second < 30; second += 5) {
            events.add(request(HUB, HUB_IP, third, "192.168.1.30", second + 2));
            events.add(request(third, "192.168.1.30", ALL, "192.168.1.1", second + 3));
        }
        events.sort(Comparator.comparingLong(e -> e.origin().time()));
        List<Evidence> all = LanCapture.evidence(events);
        assertThat(of(all, "SE-L2-POLL")).isNotEmpty();
        assertThat(all).allMatch(e -> e.subject().server() == null);
    }

    @Test
    void aHostThatIsGoneIsNotTheMachine() {
        List<Event> gone =
                polls(false).stream()
                        .filter(
                                e ->
                                        e.origin().time() < 4_000_000_000L
                                                || !e.origin()
                                                        .flow()
                                                        .clientMac()
                                                        .toString()
                                                        .equals(MACHINE))
                        .toList();
        assertThat(LanCapture.evidence(gone)).allMatch(e -> e.subject().server() == null);
    }

    @Test
    void nobodyIsAccusedByPollsForAnAddressThatItDoesNotHave() {
        List<Event> forged = new ArrayList<>(polls(true));
        for (long second = 40; second < 90; second += 5) {
            forged.add(request(HUB, HUB_IP, HOST, HOST_IP, second));
            forged.add(reply(HOST, HOST_IP, HUB, HUB_IP, second));
            forged.add(request(HUB, HUB_IP, "70:85:c2:00:00:03", "192.168.1.99", second + 1));
            forged.add(
                    request("70:85:c2:00:00:03", "192.168.1.30", ALL, "192.168.1.1", second + 2));
        }
        assertThat(LanCapture.evidence(forged)).allMatch(e -> e.subject().server() == null);
    }

    @Test
    void aVirtualLayer3SwitchIsABridge() {
        assertThat(of(judge(layer3Switch("5e:a3:01:02:03:04", 1)), "SE-L2-BEACON"))
                .singleElement()
                .satisfies(e -> assertThat(e.method()).isEqualTo(Method.BRIDGE))
                .satisfies(e -> assertThat(e.technique().definitive()).isTrue());
    }

    @Test
    void kernelModeNatAsksByItsName() {
        assertThat(
                        of(
                                judge(discover("da:01:02:03:04:05", "securenat-0123456789ab", 1)),
                                "SE-L2-SNATDHCP"))
                .singleElement()
                .satisfies(e -> assertThat(e.technique().definitive()).isTrue())
                .satisfies(e -> assertThat(e.method()).isEqualTo(Method.SECURE_NAT));
        assertThat(of(judge(discover(HOST, "securenat-laptop", 1)), "SE-L2-SNATDHCP")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5e:01:02:03:04:05", "ca:01:02:03:04:05", "da:01:02:03:04:05"})
    void privateAddressesWeighLessThanUnassignedOnes(String mac) {
        double weight = of(judge(discover(mac, "pc", 1)), "SE-L2-MAC").get(0).technique().weight();
        double unassigned =
                of(judge(discover("00:ac:01:02:03:04", "pc", 1)), "SE-L2-MAC")
                        .get(0)
                        .technique()
                        .weight();
        assertThat(weight).isLessThan(unassigned);
        assertThat(of(judge(discover(HOST, "pc", 1)), "SE-L2-MAC")).isEmpty();
    }

    @Test
    void twoTreesSideBySideAreTwoSites() {
        List<Event> events = new ArrayList<>();
        for (long second = 0; second < 200; second += 20) {
            events.add(tree("00:1b:21:00:00:01", "00:1b:21:00:00:aa", second));
            if (second > 60) {
                events.add(tree("70:85:c2:00:00:09", "00:25:90:00:00:bb", second + 1));
            }
        }
        assertThat(LanCapture.evidence(events))
                .singleElement()
                .satisfies(e -> assertThat(e.technique().id()).isEqualTo("SE-L2-BRIDGE"))
                .satisfies(
                        e ->
                                assertThat(e.subject().client().mac())
                                        .hasToString("70:85:c2:00:00:09"));
    }

    @Test
    void aTreeThatGetsANewRootIsOneSite() {
        List<Event> events = new ArrayList<>();
        for (long second = 0; second < 400; second += 20) {
            String root = second < 100 ? "00:1b:21:00:00:aa" : "00:25:90:00:00:bb";
            events.add(tree("00:1b:21:00:00:01", root, second));
        }
        assertThat(LanCapture.evidence(events)).isEmpty();
    }

    @Test
    void aSecondRouterWithPrefixesOfItsOwnIsNoticed() {
        Event own = router("00:1b:21:00:00:01", "2001:db8:1::/64", 1);
        assertThat(judge(own, router("70:85:c2:00:00:09", "2001:db8:2::/64", 5)))
                .singleElement()
                .satisfies(e -> assertThat(e.technique().id()).isEqualTo("SE-L2-BRIDGE"));
        assertThat(judge(own, router("00:1b:21:00:00:02", "2001:db8:1::/64", 5))).isEmpty();
        assertThat(judge(own, router("00:1b:21:00:00:01", "2001:db8:3::/64", 5))).isEmpty();
    }

    @Test
    void aFloodOfHubsIsBornInBoundedTimeAndMemory() {
        List<Event> flood = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            String mac = String.format("00:ae:4e:6a:%02x:%02x", i >> 8 & 255, i & 255);
            flood.add(request(mac, HUB_IP, HOST, HOST_IP, i / 100));
        }
        List<Evidence> all = LanCapture.evidence(flood);
        // each hub is told of by itself: what is told grows with the frames, not with their square
        assertThat(all).hasSizeLessThan(4 * flood.size());
    }
}
