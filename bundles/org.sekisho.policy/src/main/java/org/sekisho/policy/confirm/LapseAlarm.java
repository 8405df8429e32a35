// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.confirm;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sekisho.policy.confirm.Confirmation.Standing;

/** Tells once when the time of a configuration is over that nobody has confirmed. */
public final class LapseAlarm implements AutoCloseable {
    private final Confirmation confirmation;
    private final Runnable told;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread made = new Thread(work, "sekisho-policy");
                        made.setDaemon(true);
                        return made;
                    });
    private boolean isSet;

    /** An alarm that runs this. */
    public LapseAlarm(Confirmation confirmation, Runnable told) {
        this.confirmation = confirmation;
        this.told = told;
    }

    /** Waits if there is something to wait for. */
    public synchronized void set() {
        Duration left = confirmation.left();
        if (left.isZero() || isSet || thread.isShutdown()) {
            return;
        }
        isSet = true;
        thread.schedule(this::ring, left.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void ring() {
        synchronized (this) {
            isSet = false;
        }
        if (confirmation.standing() == Standing.LAPSED) {
            told.run();
        }
        // the clocks differ a little, or it was changed meanwhile
        set();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
