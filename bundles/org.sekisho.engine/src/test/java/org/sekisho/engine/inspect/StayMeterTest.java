// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StayMeterTest {
    private static final long LOOK_NANOS = 20_000_000L;
    private static final long PASSED = 400_000_000L;

    private final StayMeter meter = new StayMeter();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean over;
    private Thread thread;

    @AfterEach
    void end() throws InterruptedException {
        over = true;
        end.countDown();
        thread.interrupt();
        thread.join();
    }

    private void start(Runnable work) {
        thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks at a call for a while; how long it is said to be and how long it was. */
    private long[] measured(long call) {
        long begun = System.nanoTime();
        long stayed = meter.look(call, thread);
        while (System.nanoTime() - begun < PASSED) {
            LockSupport.parkNanos(LOOK_NANOS);
            stayed = meter.look(call, thread);
        }
        return new long[] {stayed, System.nanoTime() - begun};
    }

    @Test
    void aThreadThatSleepsStaysForAllTheTime() throws Exception {
        CountDownLatch sleeps = new CountDownLatch(1);
        start(
                () -> {
                    sleeps.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException told) {
                        // the test is over
                    }
                });
        sleeps.await();
        while (thread.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        long[] measured = measured(1);
        assertThat(measured[0]).isBetween(PASSED, measured[1]);
    }

    @Test
    void aThreadThatRunsStaysForAsLongAsItWasLet() {
        start(
                () -> {
                    while (!over) {
                        Thread.onSpinWait();
                    }
                });
        long[] measured = measured(1);
        assertThat(measured[0]).isBetween(PASSED / 10, measured[1]);
    }

    @Test
    void aThreadThatCouldRunAndDoesNotHardlyCounts() throws Exception {
        Pipe pipe = Pipe.open();
        start(
                () -> {
                    try {
                        pipe.source().read(ByteBuffer.allocate(1));
                    } catch (IOException told) {
                        // the test is over
                    }
                });
        while (!isInNativeCode()) {
            Thread.onSpinWait();
        }
        long[] measured = measured(1);
        assertThat(measured[0]).isBetween(PASSED / 10, measured[1] / 2);
    }

    private boolean isInNativeCode() {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].isNativeMethod();
    }

    @Test
    void anotherCallIsMeasuredAnew() {
        start(LockSupport::park);
        assertThat(measured(1)[0]).isPositive();
        assertThat(meter.look(3, thread)).isZero();
        assertThat(meter.look(0, thread)).isZero();
        assertThat(meter.look(3, thread)).isZero();
    }
}
