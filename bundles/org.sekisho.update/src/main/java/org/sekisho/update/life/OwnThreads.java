// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.WeakReference;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Counts the threads that a running bundle has started. Detectors and dissectors are called on
 * threads of the engine, and what else a bundle needs are a few; one with many leaks them.
 */
public final class OwnThreads {
    /** More are a leak. */
    public static final int MOST = 64;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int before = THREADS.getThreadCount();
    private final long firstThread;

    /**
     * A bundle is about to be started.
     *
     * @param firstThread from {@link Leftovers#threadNumber}
     */
    public OwnThreads(long firstThread) {
        this.firstThread = firstThread;
    }

    /** Threads of the bundle, or 0 if they can't be more than {@link #MOST}. */
    public int many(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null || THREADS.getThreadCount() - before <= MOST) {
            return 0;
        }
        ClassLoader loader = wiring.getClassLoader();
        if (loader == null) {
            return 0;
        }
        BundleCode code =
                new BundleCode(
                        new WeakReference<>(loader),
                        BundleCode.classes(wiring),
                        firstThread,
                        Long.MAX_VALUE);
        long count =
                Thread.getAllStackTraces().entrySet().stream()
                        .filter(each -> !isOurs(each.getKey()))
                        .filter(each -> code.isRunBy(each.getKey(), each.getValue()))
                        .count();
        return count > MOST ? (int) count : 0;
    }

    /** The engine's threads run the code of bundles; they are no bundle's own. */
    private static boolean isOurs(Thread thread) {
        return thread.getName().startsWith("sekisho-");
    }
}
