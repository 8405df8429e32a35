// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.sekisho.responder.nftables.kernel.ChangeWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the firewall compared with what is wanted: at once when the kernel tells of a change that is
 * not ours, and now and then even if it does not. One thread, which begins when there is something
 * to watch.
 */
final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** How long it sleeps at most; {@link #stop} takes no longer. */
    private static final int WAIT_MILLIS = 250;

    /** Rest after a look at the tables, so that somebody who changes much does not keep us busy. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(100);

    /** The same after a look at every element, which takes longer the more there are. */
    private static final long LEAST_LONG_REST = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long MOST_LONG_REST = TimeUnit.SECONDS.toNanos(3);
    private static final int REST_TIMES = 20;

    /** Without a kernel that tells of changes. */
    private static final long BLIND_REST = TimeUnit.SECONDS.toNanos(3);

    private final NftablesEnforcer enforcer;
    private final int ownPort;
    private final long checkNanos;
    private Thread thread;
    private volatile boolean stopped;
    private volatile String trouble = "";

    /**
     * Does not begin yet.
     *
     * @param ownPort netlink socket whose changes are our own; -1 if changes can't be watched
     */
    Reconciler(NftablesEnforcer enforcer, int ownPort, int checkSeconds) {
        this.enforcer = enforcer;
        this.ownPort = ownPort;
        this.checkNanos = TimeUnit.SECONDS.toNanos(checkSeconds);
    }

    /** Begins, unless it has begun or was stopped. */
    synchronized void start() {
        if (thread == null && !stopped) {
            thread = new Thread(this::run, "sekisho-nftables");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Why changes are noticed late; empty if they are noticed at once. */
    String trouble() {
        return trouble;
    }

    private void run() {
        try (ChangeWatch watch = watch()) {
            loop(watch);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    private ChangeWatch watch() {
        if (ownPort < 0) {
            return null;
        }
        try {
            return new ChangeWatch(ownPort, WAIT_MILLIS);
        } catch (IOException | LinkageError failed) {
            blind(failed.getMessage());
            return null;
        }
    }

    private void blind(String reason) {
        trouble =
                "Changes of the firewall are noticed only after some seconds: "
                        + reason
                        + "; see that the process has CAP_NET_ADMIN";
        LOG.warn("{}", trouble);
    }

    private void loop(ChangeWatch first) throws InterruptedException {
        ChangeWatch watch = first;
        long now = System.nanoTime();
        long tableDue = now + (watch == null ? BLIND_REST : checkNanos);
        long blocksDue = now + checkNanos;
        long tableAgain = now;
        long blocksAgain = now;
        String author = "";
        while (!stopped) {
            String changedBy = null;
            try {
                changedBy = await(watch);
            } catch (IOException failed) {
                blind(failed.getMessage());
                watch = null;
            }
            now = System.nanoTime();
            if (changedBy != null) {
                author = changedBy;
                tableDue = earlier(tableDue, later(now, tableAgain));
                blocksDue = earlier(blocksDue, later(now, blocksAgain));
            }
            if (now - blocksDue >= 0) {
                look(true, author);
                long took = System.nanoTime() - now;
                long rest = Math.min(MOST_LONG_REST, Math.max(LEAST_LONG_REST, REST_TIMES * took));
                blocksAgain = now + took + rest;
                tableAgain = now + took + REST;
                blocksDue = now + took + (enforcer.report().isPending() ? rest : checkNanos);
                tableDue = now + took + (watch == null ? BLIND_REST : checkNanos);
                author = "";
            } else if (now - tableDue >= 0) {
                look(false, author);
                tableAgain = System.nanoTime() + REST;
                tableDue = System.nanoTime() + (watch == null ? BLIND_REST : checkNanos);
            } else if (enforcer.report().isPending()) {
                blocksDue = earlier(blocksDue, later(now, blocksAgain));
            }
        }
    }

    private String await(ChangeWatch watch) throws IOException, InterruptedException {
        if (watch == null) {
            Thread.sleep(WAIT_MILLIS);
            return null;
        }
        return watch.await();
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private void look(boolean withBlocks, String author) {
        try {
            enforcer.reconcile(withBlocks, author);
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("the firewall could not be compared with what is wanted", fault);
        }
    }

    /** Ends, and waits for what it is doing. */
    void stop(long millis) {
        Thread running;
        synchronized (this) {
            stopped = true;
            running = thread;
        }
        if (running != null) {
            try {
                running.join(millis);
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
