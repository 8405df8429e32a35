// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What stays of bundles that were stopped: threads that still run their code, and class loaders
 * that can't be collected yet. Used by one thread at a time.
 */
public final class Leftovers {
    private static final String CLASS = ".class";

    private final Map<Long, Stopped> stopped = new LinkedHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** A bundle that was stopped. The names of its classes are kept, its classes are not. */
    private static final class Stopped {
        private final String bundle;
        private final PhantomReference<ClassLoader> loader;
        private final Set<String> classes;
        private final long firstThread;
        private final long lastThread;
        private boolean uninstalled;

        private Stopped(
                String bundle,
                PhantomReference<ClassLoader> loader,
                Set<String> classes,
                long firstThread,
                long lastThread) {
            this.bundle = bundle;
            this.loader = loader;
            this.classes = classes;
            this.firstThread = firstThread;
            this.lastThread = lastThread;
        }
    }

    /**
     * A number that every thread there is has not passed, and every thread to come will: the JDK
     * numbers threads as they are made. It tells the threads of a version from those of its
     * successor, whose classes have the same names.
     */
    public static long threadNumber() {
        return new Thread().getId();
    }

    /**
     * A bundle is about to be stopped or uninstalled.
     *
     * @param firstThread from {@link #threadNumber}, taken before it was started
     * @param lastThread the same, taken before its successor was started
     */
    public void stopping(Bundle bundle, long firstThread, long lastThread) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null || stopped.containsKey(bundle.getBundleId())) {
            return;
        }
        ClassLoader loader = wiring.getClassLoader();
        if (loader == null) {
            return;
        }
        Set<String> classes = new HashSet<>();
        int options = BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL;
        for (String file : wiring.listResources("/", "*" + CLASS, options)) {
            classes.add(file.substring(0, file.length() - CLASS.length()).replace('/', '.'));
        }
        stopped.put(
                bundle.getBundleId(),
                new Stopped(
                        bundle.getSymbolicName() + " " + bundle.getVersion(),
                        new PhantomReference<>(loader, collected),
                        classes,
                        firstThread,
                        lastThread));
    }

    /** A stopped bundle runs again. */
    public void started(long bundle) {
        stopped.remove(bundle);
    }

    /** A stopped bundle was uninstalled, so that its class loader may go. */
    public void uninstalled(long bundle) {
        Stopped entry = stopped.get(bundle);
        if (entry != null) {
            entry.uninstalled = true;
        }
    }

    /** Forgets those of which nothing is left. */
    public void sweep() {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            Object reference = gone;
            stopped.values().removeIf(each -> each.loader == reference);
        }
    }

    /** Versions that were uninstalled and whose class loader was not collected yet. */
    public List<String> uncollected() {
        return stopped.values().stream()
                .filter(each -> each.uninstalled)
                .map(each -> each.bundle)
                .toList();
    }

    /** Threads that still run code of stopped bundles: the thread's name and the bundle. */
    public List<String> threads() {
        if (stopped.isEmpty()) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        Thread.getAllStackTraces()
                .forEach(
                        (thread, frames) -> {
                            for (Stopped each : stopped.values()) {
                                if (runs(thread, frames, each)) {
                                    found.add(
                                            "thread \""
                                                    + thread.getName()
                                                    + "\" of "
                                                    + each.bundle);
                                    return;
                                }
                            }
                        });
        found.sort(null);
        return found;
    }

    private static boolean runs(Thread thread, StackTraceElement[] frames, Stopped bundle) {
        if (thread.getId() < bundle.firstThread || thread.getId() > bundle.lastThread) {
            return false;
        }
        if (is(thread.getContextClassLoader(), bundle)
                || is(thread.getClass().getClassLoader(), bundle)) {
            return true;
        }
        for (StackTraceElement frame : frames) {
            if (bundle.classes.contains(frame.getClassName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(ClassLoader loader, Stopped bundle) {
        return loader != null && bundle.loader.refersTo(loader);
    }
}
