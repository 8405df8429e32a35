// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what waits, in order, on a thread of its own. What is not taken is tried again, each time
 * after a longer pause; a notice that the receiver itself finds wrong again and again is counted
 * and left, so that it does not hold up those behind it.
 */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookNotifier.class);
    private static final long IDLE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 300_000;
    private static final int REFUSALS = 3;
    private static final long FAREWELL_MILLIS = 1_000;

    private final Spool spool;
    private final Endpoint endpoint;
    private final long firstPauseMillis;
    private final Thread thread = new Thread(this, "sekisho-webhook");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile String trouble;
    private long pauseMillis;
    private int refusals;

    Delivery(Spool spool, Endpoint endpoint, long firstPauseMillis) {
        this.spool = spool;
        this.endpoint = endpoint;
        this.firstPauseMillis = firstPauseMillis;
        pauseMillis = firstPauseMillis;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (stopping.getCount() > 0) {
                Spool.Item item = spool.await(IDLE_MILLIS);
                if (item != null && !deliver(item)) {
                    stopping.await(pauseMillis, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException told) {
            // the end; what waits is in the spool
        }
    }

    private boolean deliver(Spool.Item item) throws InterruptedException {
        try {
            Endpoint.Answer answer = endpoint.post(item.id(), item.content());
            if (answer.isDelivered()) {
                spool.done(item.number());
                delivered.incrementAndGet();
                good();
                return true;
            }
            if (answer.isAboutTheNotice() && ++refusals == REFUSALS) {
                LOG.warn("a notice was refused for good: {}", answer.described());
                spool.done(item.number());
                refused.incrementAndGet();
                refusals = 0;
                return true;
            }
            failed(answer.described());
            answer.retryAfterSeconds()
                    .ifPresent(
                            seconds ->
                                    pauseMillis =
                                            Math.max(
                                                    pauseMillis,
                                                    Math.min(
                                                            1000 * seconds, LONGEST_PAUSE_MILLIS)));
            return false;
        } catch (IOException | RuntimeException fault) {
            failed(fault instanceof IOException ? fault.getMessage() : fault.toString());
            return false;
        }
    }

    private void good() {
        pauseMillis = firstPauseMillis;
        refusals = 0;
        if (trouble != null) {
            LOG.info("the webhook takes notices again");
            trouble = null;
        }
    }

    private void failed(String reason) {
        failures.incrementAndGet();
        if (trouble == null) {
            LOG.warn("{} does not take notices: {}", endpoint.shown(), reason);
        }
        trouble = reason;
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    void stop() {
        stopping.countDown();
        thread.interrupt();
        try {
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    long delivered() {
        return delivered.get();
    }

    long refused() {
        return refused.get();
    }

    long failures() {
        return failures.get();
    }

    /** Why nothing goes out at the moment; null if nothing is wrong. */
    String trouble() {
        return trouble;
    }
}
