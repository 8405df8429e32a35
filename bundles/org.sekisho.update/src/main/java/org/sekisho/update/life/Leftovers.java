// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What stays of bundles that were stopped: threads that still run their code, and class loaders
 * that can't be collected yet. Used by one thread at a time.
 */
public final class Leftovers {
    private static final int MOST_NAMED = 3;

    private final Map<Long, Stopped> stopped = new LinkedHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** A bundle that was stopped. */
    private static final class Stopped {
        private final String bundle;
        private final BundleCode code;
        private boolean uninstalled;

        private Stopped(String bundle, BundleCode code) {
            this.bundle = bundle;
            this.code = code;
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
        stopped.put(
                bundle.getBundleId(),
                new Stopped(
                        bundle.getSymbolicName() + " " + bundle.getVersion(),
                        new BundleCode(
                                new PhantomReference<>(loader, collected),
                                BundleCode.classes(wiring),
                                firstThread,
                                lastThread)));
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
            stopped.values().removeIf(each -> each.code.loader() == reference);
        }
    }

    /** Versions that were uninstalled and whose class loader was not collected yet. */
    public List<String> uncollected() {
        return stopped.values().stream()
                .filter(each -> each.uninstalled)
                .map(each -> each.bundle)
                .toList();
    }

    /**
     * Threads that still run code of stopped bundles: the thread's name and the bundle. Of many of
     * one bundle some are named and the others counted.
     */
    public List<String> threads() {
        if (stopped.isEmpty()) {
            return List.of();
        }
        Map<String, List<String>> found = new TreeMap<>();
        Thread.getAllStackTraces()
                .forEach(
                        (thread, frames) -> {
                            for (Stopped each : stopped.values()) {
                                if (each.code.isRunBy(thread, frames)) {
                                    found.computeIfAbsent(each.bundle, any -> new ArrayList<>())
                                            .add(thread.getName());
                                    return;
                                }
                            }
                        });
        List<String> sentences = new ArrayList<>();
        found.forEach(
                (bundle, names) -> {
                    names.sort(null);
                    int named = Math.min(names.size(), MOST_NAMED);
                    for (String name : names.subList(0, named)) {
                        sentences.add("thread \"" + name + "\" of " + bundle);
                    }
                    if (names.size() > named) {
                        sentences.add(
                                "each of " + (names.size() - named) + " more threads of " + bundle);
                    }
                });
        return sentences;
    }
}
