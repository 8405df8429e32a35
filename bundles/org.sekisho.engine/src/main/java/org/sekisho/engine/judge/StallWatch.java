// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

/**
 * Watches that judging goes on. A detector that does not come back in time is taken out, its thread
 * fenced, and somebody told to go on with another one.
 */
public final class StallWatch implements AutoCloseable {
    /** How often it looks: a stall is noticed at most so much later. */
    private static final long LOOK_MILLIS = 50;

    private final Judging judging;
    private final Runnable takeOver;
    private final Thread thread = new Thread(this::run, "sekisho-watch");
    private volatile boolean closed;

    /**
     * A watch that has not begun.
     *
     * @param takeOver starts another thread that judges; called each time the former one was fenced
     */
    public StallWatch(Judging judging, Runnable takeOver) {
        this.judging = judging;
        this.takeOver = takeOver;
        thread.setDaemon(true);
    }

    /** Begins to watch. */
    public void begin() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            if (judging.fenceStalled()) {
                takeOver.run();
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException given) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
