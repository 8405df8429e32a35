// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.detect.Detection;
import org.sekisho.enforcement.Samples;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.Tick;
import org.sekisho.event.flow.FlowCheckpoint;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.Transport;

/** What events tell about flows that are alive, over, or held up. */
class TrafficTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String CLIENT = "10.1.0.2";
    private static final Flow FLOW = Samples.flow(256, CLIENT, 50_000, Samples.SERVER);
    private static final Pair PAIR =
            new Pair(IpAddress.parse(CLIENT), IpAddress.parse(Samples.SERVER));

    private final List<Pair> back = new ArrayList<>();
    private final Traffic traffic = new Traffic(back::add);

    private static Origin at(Flow flow, long seconds) {
        return Samples.at(flow, seconds * SECOND);
    }

    private void begin(Flow flow, long seconds) {
        traffic.event(new FlowStarted(at(flow, seconds), true));
    }

    private void count(Flow flow, long seconds, long toServer, long toClient) {
        count(flow, seconds, toServer, toClient, 200);
    }

    private void count(Flow flow, long seconds, long toServer, long toClient, int size) {
        traffic.event(
                new FlowCheckpoint(
                        at(flow, seconds), toServer, toClient, size * toServer, size * toClient));
    }

    private void end(Flow flow, long seconds, FlowEnded.Reason reason) {
        traffic.event(new FlowEnded(at(flow, seconds), reason, 0, 10, 10, 2000, 2000));
    }

    private void second(long seconds) {
        traffic.event(new Tick(at(null, seconds)));
    }

    @Test
    void aCaseIsAliveWhileItsFlowIsAndShortlyAfterItWasFound() {
        Detection found = Samples.tunnel(1, CLIENT, 256, 100 * SECOND);
        second(105);
        assertThat(traffic.isAlive(found)).as("just found").isTrue();
        second(111);
        assertThat(traffic.isAlive(found)).as("nobody knows its flow").isFalse();
        begin(FLOW, 112);
        count(FLOW, 150, 10, 10);
        second(200);
        assertThat(traffic.isAlive(found)).isTrue();
        second(211);
        assertThat(traffic.isAlive(found)).as("silent for a minute").isFalse();
        count(FLOW, 220, 20, 20);
        assertThat(traffic.isAlive(found)).isTrue();
        end(FLOW, 221, FlowEnded.Reason.CLOSED);
        assertThat(traffic.isAlive(found)).as("closed").isFalse();
    }

    @Test
    void afterARestartTheFlowIsKnownByItsEndsAndNumbersOfOthersAreNotTakenForIt() {
        Detection found = Samples.tunnel(1, CLIENT, 256, 100 * SECOND);
        count(Samples.flow(256, "10.1.0.77", 1, "203.0.113.1"), 200, 1, 1);
        assertThat(traffic.isAlive(found)).isFalse();
        count(Samples.flow(4096, CLIENT, 50_000, Samples.SERVER), 200, 1, 1);
        assertThat(traffic.isAlive(found)).isTrue();
    }

    @Test
    void oneEndThatSendsAloneIsNotBack() {
        Detection found = Samples.tunnel(1, CLIENT, 256, 100 * SECOND);
        traffic.await(Set.of(PAIR));
        begin(FLOW, 90);
        count(FLOW, 95, 10, 10);
        assertThat(back).containsExactly(PAIR);
        // retransmissions to a server that does not answer
        count(FLOW, 101, 13, 10);
        count(FLOW, 106, 15, 10);
        assertThat(traffic.isBack(found, 100 * SECOND)).isFalse();
        assertThat(back).hasSize(1);
        count(FLOW, 111, 20, 15);
        assertThat(traffic.isBack(found, 100 * SECOND)).isTrue();
        assertThat(back).hasSize(2);
    }

    @Test
    void resetsInTheServersNameAreNoAnswer() {
        begin(FLOW, 90);
        // three SYNs of 60 bytes, each answered with a RST of 40
        traffic.event(new FlowCheckpoint(at(FLOW, 95), 3, 3, 180, 120));
        assertThat(traffic.isBack(Samples.tunnel(1, CLIENT, 256, 95 * SECOND), 0)).isFalse();
        traffic.event(new FlowCheckpoint(at(FLOW, 100), 6, 5, 400, 320));
        assertThat(traffic.isBack(Samples.tunnel(1, CLIENT, 256, 95 * SECOND), 0)).isTrue();
    }

    @Test
    void anotherConnectionIsTheTunnelOnlyWithFurtherEvidence() {
        Detection found = Samples.tunnel(1, CLIENT, 256, 100 * SECOND);
        Flow other = Samples.flow(512, CLIENT, 50_001, Samples.SERVER);
        begin(other, 110);
        count(other, 115, 10, 10);
        assertThat(traffic.isBack(found, 105 * SECOND)).isFalse();
        assertThat(traffic.isBack(Samples.seenAgain(found, 112 * SECOND), 105 * SECOND)).isTrue();
    }

    @Test
    void aWatchSeesWhatFlowsInBothDirectionsAfterIt() {
        Watch watch = new Watch(Samples.pair(CLIENT), 100 * SECOND);
        Watch others = new Watch(Samples.pair("10.1.0.3"), 100 * SECOND);
        traffic.begin(watch);
        traffic.begin(others);
        begin(FLOW, 90);
        count(FLOW, 98, 10, 10);
        count(FLOW, 102, 20, 20);
        assertThat(watch.flowingAt()).as("some of it was before").isEqualTo(Long.MIN_VALUE);
        count(FLOW, 107, 30, 20);
        assertThat(watch.flowingAt()).as("only one end").isEqualTo(Long.MIN_VALUE);
        count(FLOW, 111, 40, 30);
        assertThat(watch.flowingAt()).isEqualTo(111 * SECOND);
        assertThat(watch.flow()).isEqualTo(FLOW);
        assertThat(others.flowingAt()).isEqualTo(Long.MIN_VALUE);
        traffic.end(watch);
        count(FLOW, 116, 50, 40);
        assertThat(watch.flowingAt()).isEqualTo(111 * SECOND);
    }

    @Test
    void aNewConnectionThatGotThroughIsSeenWhenItIsOver() {
        Watch watch =
                new Watch(Block.server(IpPrefix.parse(Samples.SERVER), Action.DROP), 100 * SECOND);
        traffic.begin(watch);
        begin(FLOW, 101);
        end(FLOW, 102, FlowEnded.Reason.CLOSED);
        assertThat(watch.flowingAt()).isEqualTo(102 * SECOND);
    }

    @Test
    void blocksOfNetworksFlowsAndMacAddressesAreWatchedToo() {
        Watch network = new Watch(Block.client(IpPrefix.parse("10.1.0.0/24"), Action.DROP), SECOND);
        Watch flow =
                new Watch(
                        Block.flow(Transport.TCP, FLOW.client(), FLOW.server(), Action.DROP),
                        SECOND);
        Watch otherFlow =
                new Watch(
                        Block.flow(
                                Transport.TCP,
                                new Endpoint(IpAddress.parse(CLIENT), 1),
                                FLOW.server(),
                                Action.DROP),
                        SECOND);
        for (Watch watch : List.of(network, flow, otherFlow)) {
            traffic.begin(watch);
        }
        // seen the other way round
        Flow turned =
                new Flow(
                        512,
                        Transport.TCP,
                        FLOW.server(),
                        FLOW.client(),
                        null,
                        null,
                        -1,
                        Roles.PORTS,
                        null,
                        null);
        count(turned, 2, 10, 10);
        count(turned, 6, 20, 20);
        assertThat(network.flowingAt()).isEqualTo(6 * SECOND);
        assertThat(flow.flowingAt()).isEqualTo(6 * SECOND);
        assertThat(otherFlow.flowingAt()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void whatIsKeptIsBounded() {
        for (int i = 0; i < 100_000; i++) {
            String client = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
            Flow flow = Samples.flow(256L * (i + 2), client, 50_000, "198.51.100." + (i & 255));
            begin(flow, 1);
            count(flow, 5, 10, 10);
        }
        assertThat(traffic.insideHosts()).isEqualTo(16_384);
        assertThat(traffic.clientsOf(IpAddress.parse("198.51.100.7"))).hasSize(8);
        assertThat(traffic.flowsKnown()).isEqualTo(16_384);
    }
}
