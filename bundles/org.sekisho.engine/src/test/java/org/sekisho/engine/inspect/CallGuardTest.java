// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.dissect.StreamDissector;

class CallGuardTest {
    private static final int ROUNDS = 30;

    private final List<Seat<?>> seats =
            IntStream.range(0, 3).<Seat<?>>mapToObj(CallGuardTest::seat).toList();
    private final CallGuard guard = new CallGuard();

    private static Seat<?> seat(int id) {
        Instances<StreamDissector> none =
                new Instances<>() {
                    @Override
                    public StreamDissector take() {
                        throw new UnsupportedOperationException("nobody is called here");
                    }

                    @Override
                    public void giveBack(StreamDissector instance) {
                        // nobody was taken
                    }
                };
        return new Seat<>(id, 1, "seat-" + id, 1, 8, none, 16);
    }

    @Test
    void aCallThatHasComeBackIsNotTaken() {
        guard.enter(seats.get(0), null, 0);
        long call = guard.inside();
        guard.leave();
        guard.enter(seats.get(1), null, 0);
        assertThat(guard.take(call)).isNull();
        guard.leave();
        assertThat(guard.inside()).isZero();
    }

    @Test
    void whoCallsOneAndIsInsideAnotherIsTakenInTheInnerOne() {
        guard.enter(seats.get(0), null, 0);
        long outer = guard.inside();
        guard.enter(seats.get(1), null, 0);
        assertThat(guard.take(outer)).isNull();
        assertThat(guard.take(guard.inside())).isSameAs(seats.get(1));
        assertThat(guard.inside()).isZero();
        assertThatThrownBy(guard::leave).isInstanceOf(CallGuard.LeftBehind.class);
    }

    @Test
    void oneThatCallsAfterItsCallWasTakenIsLeftBehind() {
        guard.enter(seats.get(0), null, 0);
        assertThat(guard.take(guard.inside())).isSameAs(seats.get(0));
        assertThatThrownBy(() -> guard.enter(seats.get(1), null, 0))
                .isInstanceOf(CallGuard.LeftBehind.class);
        assertThat(guard.takeOver()).hasSize(1);
        guard.enter(seats.get(2), null, 0);
        assertThat(guard.take(guard.inside())).isSameAs(seats.get(2));
    }

    /**
     * A worker that calls one after the other without pause, while another thread takes calls from
     * it: whatever the moment, a call either was taken or came back, and who is named as called is
     * who was.
     */
    @Test
    @Timeout(300)
    void aCallComesBackOrIsTakenNeverBoth() throws Exception {
        List<Seat<?>> lost = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        Thread worker = new Thread(() -> callOneAfterTheOther(lost, stop));
        worker.start();
        List<Seat<?>> taken = new ArrayList<>();
        while (taken.size() < ROUNDS) {
            long call = guard.inside();
            Seat<?> called = call == 0 ? null : guard.take(call);
            if (called == null) {
                Thread.yield();
            } else {
                taken.add(called);
            }
        }
        stop.set(true);
        worker.join();
        assertThat(lost).isEqualTo(taken);
    }

    /** Until it is stopped; whenever it is left behind it takes over from itself. */
    private void callOneAfterTheOther(List<Seat<?>> lost, AtomicBoolean stop) {
        guard.takeOver();
        for (int next = 0; !stop.get(); next++) {
            Seat<?> called = seats.get(next % seats.size());
            guard.enter(called, null, 0);
            try {
                guard.leave();
            } catch (CallGuard.LeftBehind taken) {
                lost.add(called);
                guard.takeOver();
            }
        }
    }
}
