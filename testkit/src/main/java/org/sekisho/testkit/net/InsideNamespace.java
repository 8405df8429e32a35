// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs code of a test in a network namespace: on Linux a thread has a namespace of its own, and
 * threads and sockets it makes are in it too. As {@code ip netns exec} does, the thread gets its
 * own {@code /sys}. Numbers are those of {@code linux/sched.h}, {@code sys/mount.h}.
 */
public final class InsideNamespace {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int CLONE_NEWNS = 0x20000;
    private static final long MS_REC_SLAVE = 0x4000 | 1 << 19;
    private static final int MNT_DETACH = 2;

    static {
        Native.register(InsideNamespace.class, "c");
    }

    private InsideNamespace() {}

    private static native int open(String path, int flags) throws LastErrorException;

    private static native int close(int file) throws LastErrorException;

    private static native int setns(int file, int type) throws LastErrorException;

    private static native int unshare(int flags) throws LastErrorException;

    private static native int umount2(String target, int flags) throws LastErrorException;

    private static native int mount(
            String source, String target, String type, long flags, String options)
            throws LastErrorException;

    /** Code that may throw anything. */
    public interface Steps {
        /** What shall happen inside. */
        void run() throws Exception;
    }

    /** Runs these in a new thread inside, and throws what they throw. */
    public static void of(NetworkNamespace namespace, Steps steps) throws Exception {
        call(
                namespace,
                () -> {
                    steps.run();
                    return null;
                });
    }

    /** Runs this in a new thread inside; returns what it returns, and throws what it throws. */
    public static <T> T call(NetworkNamespace namespace, Callable<T> inside) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                enter(namespace);
                                done.complete(inside.call());
                            } catch (Throwable thrown) {
                                done.completeExceptionally(thrown);
                            }
                        },
                        "inside " + namespace.name());
        thread.start();
        try {
            return done.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) failed.getCause();
        }
    }

    private static void enter(NetworkNamespace namespace) {
        int file = open("/run/netns/" + namespace.name(), 0);
        setns(file, CLONE_NEWNET);
        close(file);
        unshare(CLONE_NEWNS);
        mount("", "/", "none", MS_REC_SLAVE, "");
        umount2("/sys", MNT_DETACH);
        mount("lab", "/sys", "sysfs", 0, "");
    }
}
