// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.event.flow.FlowTurns;
import org.sekisho.event.flow.Turn;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/** Behaviour, written down by hand; BehaviourIT has it from real programs. */
class TunnelDetectorTest {
    private static final String HOST = "10.0.0.5";
    private static final String TUNNEL = "198.51.100.1";
    private static final long SECOND = 1_000_000_000L;

    private long ids;

    private Flow flow(String client, String server, Roles roles) {
        return new Flow(
                ++ids,
                roles == Roles.SYN ? Transport.TCP : Transport.UDP,
                new Endpoint(IpAddress.parse(client), 50_000),
                new Endpoint(IpAddress.parse(server), 443),
                null,
                null,
                -1,
                roles,
                null,
                null);
    }

    private static Origin at(Flow flow, long second) {
        return new Origin(flow, second + 1, second * SECOND, true);
    }

    private Event began(String server, long second) {
        return new FlowStarted(at(flow(HOST, server, Roles.SYN), second), true);
    }

    /** So far, with packets of one size each way. */
    private static Event carried(Flow flow, long second, long up, int upSize, long down, int size) {
        return new FlowCheckpoint(at(flow, second), up, down, up * upSize, down * size);
    }

    private static List<Evidence> judge(TunnelDetector detector, List<Event> events) {
        List<Evidence> found = new ArrayList<>();
        events.forEach(event -> detector.judge(event, found::add));
        return found;
    }

    private static List<Evidence> judge(List<Event> events) {
        return judge(new TunnelDetector(""), events);
    }

    private static List<Evidence> judge(String technique, List<Event> events) {
        return judge(events).stream().filter(e -> e.technique().id().equals(technique)).toList();
    }

    /** Somebody reads pages of some servers, then all goes to one. */
    private List<Event> concentrated(int others, long second, Flow tunnel) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            events.add(began("203.0.113." + (10 + i), second + i));
        }
        for (long s = second + 8; s < second + 90; s += 4) {
            events.add(carried(tunnel, s, s * 9, 60, s * 9, 900));
        }
        return events;
    }

    private List<Event> concentrated() {
        return concentrated(4, 0, flow(HOST, TUNNEL, Roles.SYN));
    }

    @Test
    void allTrafficOfAHostCollapsesOntoOneServer() {
        assertThat(judge("TUN-CONCENTRATION", concentrated()))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.finding()).isEqualTo(Finding.TUNNEL);
                            assertThat(e.subject().client().address()).hasToString(HOST);
                            assertThat(e.subject().server().address()).hasToString(TUNNEL);
                            assertThat(e.detail()).contains("4 other servers", "21 s");
                        });
    }

    @Test
    void whoeverSentTheFirstDatagramOfTheTunnel() {
        List<Event> events = concentrated(4, 0, flow(TUNNEL, HOST, Roles.FIRST_PACKET));
        assertThat(judge("TUN-CONCENTRATION", events)).hasSize(1);
    }

    /** Of the ends of a connection only the one that opened it chooses whom it speaks to. */
    @Test
    void aServerThatIsLeftWithOneClientIsNotConcentrated() {
        List<Event> events = concentrated(4, 0, flow(TUNNEL, HOST, Roles.SYN));
        assertThat(judge("TUN-CONCENTRATION", events)).isEmpty();
    }

    @Test
    void threeOtherServersAreTooFew() {
        List<Event> events = concentrated(3, 0, flow(HOST, TUNNEL, Roles.SYN));
        assertThat(judge("TUN-CONCENTRATION", events)).isEmpty();
    }

    @Test
    void theOthersMustHaveBeenSpokenToAtAboutTheSameTime() {
        List<Event> events = new ArrayList<>();
        events.add(began("203.0.113.8", 0));
        events.add(began("203.0.113.9", 1));
        events.addAll(concentrated(3, 200, flow(HOST, TUNNEL, Roles.SYN)));
        assertThat(judge("TUN-CONCENTRATION", events)).isEmpty();
    }

    @Test
    void whoStillSpeaksToOthersIsNotConcentrated() {
        List<Event> events = new ArrayList<>();
        for (Event event : concentrated()) {
            events.add(event);
            if (event instanceof FlowCheckpoint) {
                events.add(began("203.0.113.99", event.origin().time() / SECOND + 1));
            }
        }
        assertThat(judge("TUN-CONCENTRATION", events)).isEmpty();
    }

    @Test
    void whatStaysInTheLocalNetworkDoesNotCount() {
        List<Event> events = new ArrayList<>();
        for (Event event : concentrated()) {
            events.add(event);
            if (event instanceof FlowCheckpoint) {
                events.add(began("10.0.0.1", event.origin().time() / SECOND + 1));
            }
        }
        assertThat(judge("TUN-CONCENTRATION", events)).hasSize(1);
        List<Event> only = concentrated(4, 0, flow(HOST, "10.0.0.200", Roles.SYN));
        assertThat(judge("TUN-CONCENTRATION", only)).isEmpty();
    }

    private List<Event> lasting(int upSize, long downPerSecond, int... seconds) {
        Flow flow = flow(HOST, TUNNEL, Roles.SYN);
        List<Event> events = new ArrayList<>();
        for (int s : seconds) {
            events.add(carried(flow, s, 10L * s, upSize, downPerSecond * s, 1000));
        }
        return events;
    }

    @Test
    void aTunnelIsBalancedAndHasMoreThanAcknowledgementsBothWays() {
        assertThat(judge(lasting(130, 12, 4, 8, 12, 16, 20, 24)))
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(e.technique().id()).isEqualTo("TUN-SYMMETRY");
                            assertThat(e.detail())
                                    .contains("16 s", "160 packets of 130", "192 of 1000");
                        });
    }

    @Test
    void aDownloadHasBareAcknowledgements() {
        assertThat(judge(lasting(52, 12, 4, 8, 12, 16, 20, 24))).isEmpty();
    }

    @Test
    void aFilmIsNotBalanced() {
        assertThat(judge(lasting(130, 40, 4, 8, 12, 16, 20, 24))).isEmpty();
    }

    @Test
    void whatPausesBeginsAnew() {
        assertThat(judge(lasting(130, 12, 4, 8, 12, 25, 29, 33))).isEmpty();
        assertThat(judge(lasting(130, 12, 4, 8, 12, 25, 29, 33, 37, 41))).hasSize(1);
    }

    @Test
    void whatEndedIsForgotten() {
        List<Event> events = lasting(130, 12, 4, 8, 12, 16);
        Origin end = events.get(0).origin();
        events.add(3, new FlowEnded(end, FlowEnded.Reason.CLOSED, 0, 1, 1, 1, 1));
        assertThat(judge(events)).isEmpty();
    }

    private Event turns(Roles roles, int... volumes) {
        List<Turn> turns = new ArrayList<>();
        for (int volume : volumes) {
            Direction direction = volume > 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
            turns.add(new Turn(direction, Math.abs(volume), 1, 0, 0));
        }
        return new FlowTurns(at(flow(HOST, TUNNEL, roles), 5), turns);
    }

    private static int[] reversed(int... volumes) {
        return java.util.Arrays.stream(volumes).map(volume -> -volume).toArray();
    }

    /** As recorded in sessions over UDP acceleration and over TLS. */
    private static final int[][] INSIDE = {
        {56, -130, 136, -139, 65, -54, 132, -134, 851, -1631, 121, -1146, 317, -389, 234, -377},
        {320, -1476, 356, -634, 72, -72, 104, -104, 275, -2502, 262, -96, 96, -326, 116, -72}
    };

    @Test
    void aHandshakeInsideIsKnownByItsVolumes() {
        for (int[] inside : INSIDE) {
            // a pair of hosts is told about once
            assertThat(judge(List.of(turns(Roles.SYN, inside), turns(Roles.SYN, inside))))
                    .singleElement()
                    .satisfies(
                            e -> {
                                assertThat(e.technique().id()).isEqualTo("TUN-INNER-TLS");
                                assertThat(e.detail()).contains("from turn 7 on");
                            });
        }
    }

    @Test
    void aHandshakeFromTheServerIsOneOnlyIfItIsNotKnownWhoThatIs() {
        int[] volumes = reversed(INSIDE[0]);
        assertThat(judge(List.of(turns(Roles.SYN, volumes)))).isEmpty();
        assertThat(judge(List.of(turns(Roles.FIRST_PACKET, volumes)))).hasSize(1);
    }

    @Test
    void aHandshakeOfTheConnectionItselfIsNone() {
        int[] own = {56, -130, 560, -4100, 300, -120, 560, -3900, 121, -900};
        int[] pages = {517, -1434, 80, -158, 560, -4100, 120, -300, 560, -3900, 121, -900};
        int[] cutShort = {56, -130, 136, -139, 65, -54, 132, -134, 851, -1631, 121};
        assertThat(
                        judge(
                                List.of(
                                        turns(Roles.SYN, own),
                                        turns(Roles.SYN, pages),
                                        turns(Roles.SYN, cutShort))))
                .isEmpty();
    }

    /** What a dissector found inside shows up in the flow outside, too. */
    @Test
    void aFlowInsideAnotherIsNotJudged() {
        Flow outer = flow(HOST, TUNNEL, Roles.SYN);
        Flow inner =
                new Flow(
                        ++ids,
                        Transport.TCP,
                        outer.client(),
                        outer.server(),
                        null,
                        null,
                        -1,
                        Roles.PROTOCOL,
                        Carrier.SOCKS,
                        outer);
        Event turns = turns(Roles.SYN, INSIDE[0]);
        assertThat(judge(List.of(new FlowTurns(at(inner, 5), ((FlowTurns) turns).turns()))))
                .isEmpty();
    }

    @Test
    void memoryIsBoundedAndWhatIsForgottenIsCounted() {
        TunnelDetector detector = new TunnelDetector("");
        int hosts = 20_000;
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            String client = "10." + (1 + i / 65_536) + "." + (i / 256 % 256) + "." + i % 256;
            events.add(carried(flow(client, TUNNEL, Roles.SYN), i / 1000, 10, 130, 10, 130));
        }
        assertThat(judge(detector, events)).isEmpty();
        assertThat(detector.forgotten())
                .isEqualTo(hosts - 4_096 + (hosts - 16_384) + (hosts - 16_384));
    }
}
