// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the firewall compared with what is wanted again and again: neither ipset nor iptables tells
 * of changes. One thread, which begins when there is something to watch.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final IptablesEnforcer enforcer;
    private final int seconds;
    private ScheduledExecutorService thread;
    private boolean stopped;

    /** Does not begin yet. */
    Reconciler(IptablesEnforcer enforcer, int seconds) {
        this.enforcer = enforcer;
        this.seconds = seconds;
    }

    /** Begins, unless it has begun or was stopped. */
    synchronized void start() {
        if (thread == null && !stopped) {
            thread =
                    Executors.newSingleThreadScheduledExecutor(
                            task -> {
                                Thread made = new Thread(task, "sekisho-iptables");
                                made.setDaemon(true);
                                return made;
                            });
            thread.scheduleWithFixedDelay(this::look, seconds, seconds, TimeUnit.SECONDS);
        }
    }

    private void look() {
        try {
            enforcer.reconcile();
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("the firewall could not be compared with what is wanted", fault);
        }
    }

    /** Ends, and waits for what it is doing. */
    void stop(long millis) {
        ScheduledExecutorService running;
        synchronized (this) {
            stopped = true;
            running = thread;
        }
        if (running != null) {
            running.shutdown();
            try {
                running.awaitTermination(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
