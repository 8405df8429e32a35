// SPDX-License-Identifier: Apache-2.0
package org.sekisho.distribution;

/**
 * What a faulty version does when it is called, as statements of Java; {@code emit} hands on one
 * piece of what it is there to find.
 */
enum Fault {
    EXCEPTION("throw new IllegalStateException(\"made to fail\");", "made to fail"),
    ERROR("throw new LinkageError(\"made to fail\");", "made to fail"),
    STACK_OVERFLOW(
            """
            Runnable[] again = new Runnable[1];
            again[0] = () -> again[0].run();
            again[0].run();
            """,
            "StackOverflowError"),
    OUT_OF_MEMORY(
            "if (new long[Integer.MAX_VALUE].length > 0) throw new Error();", "OutOfMemoryError"),
    ASLEEP(
            """
            while (System.nanoTime() - now < HANG) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException ignored) {
                    // sleeps on
                }
            }
            """,
            "stood still"),
    LOOP("while (System.nanoTime() - now < HANG) Thread.onSpinWait();", "stood still"),
    LOCK(
            """
            java.util.concurrent.CountDownLatch held = new java.util.concurrent.CountDownLatch(1);
            Thread holder =
                    new Thread(
                            () -> {
                                synchronized (LOCK) {
                                    held.countDown();
                                    java.util.concurrent.locks.LockSupport.parkNanos(HANG);
                                }
                            });
            holder.setDaemon(true);
            holder.start();
            while (held.getCount() > 0) Thread.onSpinWait();
            synchronized (LOCK) {
                throw new IllegalStateException("let in too early");
            }
            """,
            "stood still"),
    THREADS(
            """
            for (int i = 0; i < 200; i++) {
                Thread leaked = new Thread(() -> { while (true) java.util.concurrent.locks.LockSupport.park(); });
                leaked.setDaemon(true);
                leaked.start();
            }
            """,
            "threads of its own"),
    FLOOD(
            """
            for (int i = 0; i < 20_000; i++) {
                try {
                    emit.run();
                } catch (RuntimeException refused) {
                    // and goes on
                }
            }
            """,
            "more than 1");

    private final String statements;
    private final String said;

    Fault(String statements, String said) {
        this.statements = statements;
        this.said = said;
    }

    /** Words with which it is told of. */
    String said() {
        return said;
    }

    /** What it does, in Java. */
    String statements() {
        return statements;
    }
}
