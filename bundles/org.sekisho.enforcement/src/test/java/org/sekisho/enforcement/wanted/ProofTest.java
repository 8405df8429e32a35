// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement.wanted;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sekisho.enforcement.Samples;
import org.sekisho.enforcement.traffic.Traffic;
import org.sekisho.enforcement.traffic.Watch;
import org.sekisho.enforcement.wanted.Proof.Finding;
import org.sekisho.event.Flow;
import org.sekisho.event.flow.FlowCheckpoint;

/** Whether a block helps, by what traffic and firewall tell. */
class ProofTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long DECIDED = 100 * SECOND;
    private static final long ACKNOWLEDGED = DECIDED + 4 * SECOND / 10;
    private static final long UPTIME = 7_000 * SECOND;
    private static final Flow FLOW = Samples.flow(256, "10.1.0.2", 50_000, Samples.SERVER);

    private final Traffic traffic = new Traffic(pair -> {});
    private final Watch watch =
            new Watch(Samples.pair("10.1.0.2"), ACKNOWLEDGED + Proof.SETTLE_NANOS);
    private final Proof proof = new Proof(watch, DECIDED, ACKNOWLEDGED, UPTIME, false);
    private long packets;

    ProofTest() {
        traffic.begin(watch);
        count(99, true);
    }

    /** Both ends or only the client have sent since the last time. */
    private void count(long seconds, boolean both) {
        packets += 10;
        traffic.event(
                new FlowCheckpoint(
                        Samples.at(FLOW, seconds * SECOND),
                        packets,
                        both ? packets : 10,
                        200 * packets,
                        200 * (both ? packets : 10)));
    }

    private boolean look(long seconds) {
        return proof.look(UPTIME + seconds * SECOND);
    }

    @Test
    void retriesOfTheClientAreNoFailureAndTheFirewallsCounterIsProof() {
        count(103, false);
        count(108, false);
        proof.counted(12);
        assertThat(look(5)).isFalse();
        assertThat(proof.inWords()).isEqualTo("stopping packets, 12 so far");
        assertThat(look(10)).isTrue();
        assertThat(proof.finding()).isEqualTo(Finding.EFFECTIVE);
        assertThat(proof.inWords()).isEqualTo("effective after 0.4 s");
        assertThat(look(100)).isFalse();
    }

    @Test
    void whatTheOtherEndSendsAfterwardsIsFailureAndSaysWhatToLookAt() {
        proof.counted(0);
        count(103, true);
        assertThat(look(3)).as("it may have been on its way").isFalse();
        count(108, true);
        assertThat(look(8)).isTrue();
        assertThat(proof.finding()).isEqualTo(Finding.FLOWING);
        assertThat(proof.inWords())
                .startsWith("still flowing: 10.1.0.2:50000 and 198.51.100.7:443 both send;")
                .contains("not one packet met it");
        proof.counted(5);
        assertThat(proof.inWords()).contains("the rule stops 5 packets but some pass");
        // somebody sets it right
        count(112, false);
        assertThat(look(17)).isFalse();
        assertThat(look(18)).isTrue();
        assertThat(proof.inWords()).isEqualTo("effective after 8.0 s");
    }

    @Test
    void whereNothingComesNothingWasStopped() {
        proof.counted(0);
        assertThat(look(29)).isFalse();
        assertThat(look(30)).isTrue();
        assertThat(proof.finding()).isEqualTo(Finding.QUIET);
        count(140, true);
        count(145, true);
        assertThat(look(46)).isTrue();
        assertThat(proof.finding()).isEqualTo(Finding.FLOWING);
    }

    @Test
    void aFirewallThatDoesNotCountIsBelievedIfSomethingTriesAndNothingGetsThrough() {
        proof.counted(-1);
        assertThat(look(10)).isFalse();
        count(104, false);
        count(110, false);
        assertThat(look(11)).isTrue();
        assertThat(proof.inWords()).isEqualTo("effective after 0.4 s");
        assertThat(proof.stopped()).isEqualTo(-1);
    }
}
