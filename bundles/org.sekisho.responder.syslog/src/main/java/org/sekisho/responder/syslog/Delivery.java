// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages to the receiver on a thread of its own, one after the other, and connects again
 * when it must; meanwhile they wait in a bounded queue.
 */
final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SyslogNotifier.class);
    private static final long IDLE_MILLIS = 1_000;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long FAREWELL_MILLIS = 1_000;

    /** Wakes a thread that waits for messages when there are to be no more. */
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> queue;
    private final Connector connector;
    private final long timeoutNanos;
    private final Thread thread = new Thread(this, "sekisho-syslog");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile Receiver receiver;
    private volatile String trouble;

    /** When the message began that is being sent; 0 while none is. */
    private volatile long sendingSince;

    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** Opens the way to the receiver. */
    interface Connector {
        Receiver connect() throws IOException;
    }

    Delivery(Connector connector, int mostWaiting, int timeoutSeconds) {
        this.connector = connector;
        queue = new ArrayBlockingQueue<>(mostWaiting);
        timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes a message, if there is room; never waits. */
    void offer(byte[] message) {
        if (!queue.offer(message)) {
            dropped.incrementAndGet();
        }
        giveUpStalled();
    }

    /** A receiver that is there and takes nothing would hold the thread for ever. */
    private void giveUpStalled() {
        long since = sendingSince;
        Receiver present = receiver;
        if (since != 0 && present != null && System.nanoTime() - since > timeoutNanos) {
            present.close();
        }
    }

    @Override
    public void run() {
        byte[] message = null;
        try {
            while (message != null || stopping.getCount() > 0 || !queue.isEmpty()) {
                if (message == null) {
                    byte[] next = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                    message = next == END ? null : next;
                } else if (deliver(message)) {
                    message = null;
                } else if (stopping.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException told) {
            // the end
        } finally {
            queue.remove(END);
            int left = queue.size() + (message == null ? 0 : 1);
            if (left > 0) {
                dropped.addAndGet(left);
                LOG.warn("{} notices did not reach the syslog receiver before the end", left);
            }
            close();
        }
    }

    private boolean deliver(byte[] message) {
        try {
            if (receiver == null) {
                receiver = connector.connect();
            }
            sendingSince = Math.max(1, System.nanoTime());
            receiver.send(message);
            sendingSince = 0;
            sent.incrementAndGet();
            pauseMillis = FIRST_PAUSE_MILLIS;
            if (trouble != null) {
                LOG.info("the syslog receiver takes notices again");
                trouble = null;
            }
            return true;
        } catch (IOException | RuntimeException fault) {
            sendingSince = 0;
            failures.incrementAndGet();
            close();
            if (trouble == null) {
                LOG.warn("{}", Reason.of(fault));
            }
            trouble = Reason.of(fault);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            return false;
        }
    }

    private void close() {
        Receiver former = receiver;
        receiver = null;
        if (former != null) {
            former.close();
        }
    }

    /** Sends what waits if that is quick, and ends. */
    void stop() {
        stopping.countDown();
        queue.offer(END);
        try {
            thread.join(FAREWELL_MILLIS);
            Receiver present = receiver;
            if (present != null && thread.isAlive()) {
                present.close();
            }
            thread.interrupt();
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    int waiting() {
        return queue.size();
    }

    long sent() {
        return sent.get();
    }

    long dropped() {
        return dropped.get();
    }

    long failures() {
        return failures.get();
    }

    /** Why nothing goes out at the moment; null if nothing is wrong. */
    String trouble() {
        giveUpStalled();
        return trouble;
    }
}
