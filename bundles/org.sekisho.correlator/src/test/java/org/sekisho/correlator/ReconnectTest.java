// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Reconnect;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/** When a case says that its tunnel was set up anew. A frame takes a tenth of a second. */
class ReconnectTest {
    private static final String CLIENT = "192.168.1.10";
    private static final String OTHER_ADDRESS = "192.168.1.99";
    private static final String SERVER = "198.51.100.7";
    private static final long MAC = 0x020000000001L;
    private static final long SECOND = 1_000_000_000L;

    private final Bench bench = new Bench();

    /** A session's first mark, in this frame, on a flow that begins two frames before. */
    private static Seen opened(String client, int port, long frame) {
        return Seen.definitive("PROBE")
                .client(client, port, MAC)
                .server(SERVER, 443)
                .by(Method.TLS)
                .flow(frame - 2 << 8)
                .at(frame);
    }

    /** The flow that was opened in this frame carries payload, until that second. */
    private void goesOn(long frame, int from, int until, boolean bothEnds) {
        Flow flow =
                new Flow(
                        frame - 2 << 8,
                        Transport.TCP,
                        new Endpoint(IpAddress.parse(CLIENT), 50000),
                        new Endpoint(IpAddress.parse(SERVER), 443),
                        null,
                        null,
                        -1,
                        Roles.SYN,
                        null,
                        null);
        for (int second = from; second <= until; second += 4) {
            bench.correlator.goesOn(flow, second * SECOND, second, bothEnds ? second : from);
        }
    }

    private Reconnect only() {
        Detection detection = bench.only();
        assertThat(detection.reconnects()).hasSize(1);
        return detection.reconnects().get(0);
    }

    @Test
    void afterAnOutageTheCaseGoesOnWithAnotherPort() {
        bench.see(opened(CLIENT, 50000, 10));
        goesOn(10, 4, 40, true);
        // the client repeats what nobody answers
        goesOn(10, 44, 64, false);
        bench.see(opened(CLIENT, 50009, 700));
        Reconnect reconnect = only();
        assertThat(reconnect.time()).isEqualTo(70 * SECOND);
        assertThat(reconnect.frame()).isEqualTo(700);
        assertThat(reconnect.silence()).isBetween(26 * SECOND, 30 * SECOND);
        assertThat(reconnect.from().port()).isEqualTo(50000);
        assertThat(reconnect.to().port()).isEqualTo(50009);
        assertThat(reconnect.otherAddress()).isFalse();
        assertThat(reconnect.otherCarrier()).isFalse();
        assertThat(bench.told).extracting("id").containsOnly(1L);
        assertThat(bench.told.get(bench.told.size() - 1).reconnects()).containsExactly(reconnect);
    }

    @Test
    void overAnotherCarrier() {
        bench.see(opened(CLIENT, 50000, 10), opened(CLIENT, 0, 400).by(Method.DNS));
        assertThat(only().before()).isEqualTo(Method.TLS);
        assertThat(only().after()).isEqualTo(Method.DNS);
        assertThat(only().otherCarrier()).isTrue();
        assertThat(bench.only().methods()).containsExactly(Method.TLS, Method.DNS);
    }

    @Test
    void theCarrierIsTheOneThatWonTheRace() {
        bench.see(
                opened(CLIENT, 50000, 10),
                opened(CLIENT, 0, 400).by(Method.ICMP),
                opened(CLIENT, 50009, 405));
        assertThat(only().after()).isEqualTo(Method.TLS);
        assertThat(only().to().port()).isEqualTo(50009);
    }

    @Test
    void fromAnotherAddressOfTheSameMachineLongAfterTheSessionBegan() {
        bench.see(opened(CLIENT, 50000, 10));
        goesOn(10, 4, 600, true);
        bench.see(opened(OTHER_ADDRESS, 50009, 6200));
        assertThat(only().otherAddress()).isTrue();
        assertThat(only().from().address()).hasToString(CLIENT);
        assertThat(only().to().address()).hasToString(OTHER_ADDRESS);
        assertThat(only().silence()).isEqualTo(20 * SECOND);
    }

    @Test
    void anotherMachineOrServerIsAnotherCase() {
        bench.see(
                opened(CLIENT, 50000, 10),
                opened(OTHER_ADDRESS, 50009, 300).client(OTHER_ADDRESS, 50009, MAC + 1),
                opened(CLIENT, 50011, 400).server("203.0.113.9", 443));
        assertThat(bench.detections()).hasSize(3);
        assertThat(bench.detections()).allSatisfy(d -> assertThat(d.reconnects()).isEmpty());
    }

    @Test
    void afterAMinuteOfSilenceAnotherAddressIsAnotherCase() {
        bench.see(opened(CLIENT, 50000, 10));
        goesOn(10, 4, 60, true);
        bench.see(opened(OTHER_ADDRESS, 50009, 1300));
        assertThat(bench.detections()).hasSize(2);
    }

    @Test
    void connectionsThatASessionOpensAtFirstAreNoReconnects() {
        bench.see(
                opened(CLIENT, 50000, 10),
                opened(CLIENT, 50001, 30),
                opened(CLIENT, 50002, 60),
                opened(CLIENT, 50003, 95));
        assertThat(bench.only().reconnects()).isEmpty();
    }

    @Test
    void aConnectionThatIsOpenedBesideOthersThatGoOnIsNoReconnect() {
        bench.see(opened(CLIENT, 50000, 10), opened(CLIENT, 50001, 400));
        goesOn(10, 44, 48, true);
        assertThat(bench.only().reconnects()).as("so far it may be one").hasSize(1);
        goesOn(10, 52, 56, true);
        assertThat(bench.only().reconnects()).isEmpty();
        // what that connection says then is about this session
        goesOn(400, 60, 80, true);
        bench.see(opened(CLIENT, 50009, 1000));
        assertThat(only().silence()).isEqualTo(20 * SECOND);
    }

    @Test
    void accelerationThatBeginsLaterIsNoReconnect() {
        bench.see(
                opened(CLIENT, 50000, 10), opened(CLIENT, 40000, 400).by(Method.UDP_ACCELERATION));
        assertThat(bench.only().reconnects()).isEmpty();
    }

    @Test
    void ofAFlowThatBeganEarlierNothingIsSetUpAnew() {
        bench.see(opened(CLIENT, 50000, 10), opened(CLIENT, 50001, 400).flow(3 << 8));
        assertThat(bench.only().reconnects()).isEmpty();
    }

    @Test
    void theNewestOfManyAreKept() {
        for (int i = 0; i < 40; i++) {
            bench.see(opened(CLIENT, 50000 + i, 10 + i * 300L));
        }
        Detection detection = bench.only();
        assertThat(detection.reconnects()).hasSize(Detection.MAX_RECONNECTS);
        assertThat(detection.reconnects().get(15).to().port()).isEqualTo(50039);
    }
}
