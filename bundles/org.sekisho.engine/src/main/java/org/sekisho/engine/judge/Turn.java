// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

/**
 * Whose turn it is to judge: one thread's at a time. Unlike a lock it can be taken away from a
 * thread that was fenced while it had it.
 */
final class Turn {
    private Thread holder;

    /** Waits until it is the present thread's. */
    synchronized void take() {
        boolean interrupted = false;
        while (holder != null) {
            try {
                wait();
            } catch (InterruptedException given) {
                interrupted = true;
            }
        }
        holder = Thread.currentThread();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for it for some time.
     *
     * @return false if somebody else kept it
     */
    synchronized boolean take(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (holder != null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        holder = Thread.currentThread();
        return true;
    }

    synchronized boolean isMine() {
        return holder == Thread.currentThread();
    }

    /** The next one, please; nothing happens if it was taken away meanwhile. */
    void giveBack() {
        takeFrom(Thread.currentThread());
    }

    /** The thread was fenced; it has the turn no more. */
    synchronized void takeFrom(Thread fenced) {
        if (holder == fenced) {
            holder = null;
            notifyAll();
        }
    }
}
