// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossWatchTest {
    private static final int MSS = 1460;

    private final LossWatch watch = new LossWatch(4);
    private final int flow = watch.take();

    /** Side A sends so many segments from here. */
    private int send(int from, int segments) {
        for (int i = 0; i < segments; i++) {
            watch.data(flow, false, from + i * MSS, MSS);
        }
        return from + segments * MSS;
    }

    private void acknowledge(int upTo) {
        watch.acknowledged(flow, false, upTo);
    }

    @Test
    void whatIsSeenAndAcknowledgedIsNotLostWhereverTheNumbersWrap() {
        int at = Integer.MAX_VALUE - 50 * MSS;
        watch.begin(flow, false, at);
        for (int i = 0; i < 100; i++) {
            at = send(at, 2);
            acknowledge(at);
        }
        at = -20 * MSS;
        watch.begin(flow, true, at);
        watch.data(flow, true, at, 40 * MSS);
        watch.acknowledged(flow, true, 20 * MSS);
        assertThat(watch.lost()).isZero();
    }

    @Test
    void aHoleIsLostWhenItIsAcknowledgedAndNotBefore() {
        watch.begin(flow, false, 1);
        int hole = send(1, 3);
        int end = send(hole + 2 * MSS, 5);
        acknowledge(hole);
        assertThat(watch.lost()).isZero();
        acknowledge(hole + 3 * MSS);
        assertThat(watch.lost()).isEqualTo(2 * MSS);
        acknowledge(end);
        assertThat(watch.lost()).isEqualTo(2 * MSS);
    }

    @Test
    void whatComesLateOrIsSentAgainIsNotLost() {
        watch.begin(flow, false, 1);
        int hole = send(1, 1);
        send(hole + 2 * MSS, 1);
        send(hole + MSS, 1);
        int end = hole + 3 * MSS;
        send(hole, 1);
        acknowledge(end);
        send(1, 4);
        acknowledge(end);
        assertThat(watch.lost()).isZero();
    }

    @Test
    void bytesAtTheEndThatNobodySawAreLost() {
        watch.begin(flow, false, 1);
        int end = send(1, 2);
        acknowledge(end + 3 * MSS);
        assertThat(watch.lost()).isEqualTo(3 * MSS);
    }

    @Test
    void ofFlowsThatBeganBeforeNothingIsLostUntilItIs() {
        acknowledge(1_000_000);
        int at = send(1_100_000, 2);
        // what was on its way when the capture began
        acknowledge(1_050_000);
        acknowledge(1_100_000);
        acknowledge(at);
        assertThat(watch.lost()).isZero();
        at = send(at + MSS, 1);
        acknowledge(at);
        assertThat(watch.lost()).isEqualTo(MSS);
    }

    @Test
    void aDirectionThatIsNeverSeenIsLostExceptWhatMayHaveBeenOnItsWay() {
        int at = 77;
        acknowledge(at);
        for (int i = 0; i < 2_000; i++) {
            at += MSS;
            acknowledge(at);
        }
        assertThat(watch.lost()).isEqualTo(2_000L * MSS - LossWatch.FAR);
        // also beyond half of all sequence numbers
        long acknowledged = 2_000L * MSS;
        while (acknowledged < 5L << 30) {
            at += 1 << 19;
            acknowledged += 1 << 19;
            acknowledge(at);
        }
        assertThat(watch.lost()).isEqualTo(acknowledged - LossWatch.FAR);
    }

    @Test
    void oneForgedPacketMakesNoLoss() {
        watch.begin(flow, false, 1);
        int at = send(1, 10);
        acknowledge(at);
        acknowledge(at + (1 << 30));
        at = send(at, 1);
        acknowledge(at);
        watch.data(flow, false, at + (1 << 30), MSS);
        acknowledge(at);
        at = send(at, 1);
        watch.data(flow, false, at - (1 << 30), MSS);
        at = send(at, 1);
        acknowledge(at);
        assertThat(watch.lost()).isZero();
    }

    @Test
    void aLargeHoleIsBelievedWhenASecondPacketIsBehindIt() {
        watch.begin(flow, false, 1);
        int hole = send(1, 10);
        acknowledge(hole);
        int behind = hole + 100_000_000;
        send(behind, 2);
        acknowledge(behind + 2 * MSS);
        assertThat(watch.lost()).isBetween(100_000_000L, 100_000_000L + 2 * MSS);
        long before = watch.lost();
        send(behind + 2 * MSS, 3);
        acknowledge(behind + 5 * MSS);
        assertThat(watch.lost()).isEqualTo(before);
    }

    @Test
    void thereAreOnlySoManyPlacesAndTheyAreUsedAgainWithoutWhatWasThere() {
        for (int i = 0; i < 3; i++) {
            assertThat(watch.take()).isNotEqualTo(LossWatch.NONE);
        }
        assertThat(watch.take()).isEqualTo(LossWatch.NONE);
        assertThat(watch.refused()).isEqualTo(1);
        watch.begin(flow, false, 1);
        watch.giveBack(flow);
        watch.giveBack(LossWatch.NONE);
        assertThat(watch.take()).isEqualTo(flow);
        acknowledge(5_000_000);
        acknowledge(5_000_000 + MSS);
        assertThat(watch.lost()).isZero();
        assertThat(new LossWatch(0).take()).isEqualTo(LossWatch.NONE);
        assertThat(new LossWatch(0).refused()).isZero();
    }
}
