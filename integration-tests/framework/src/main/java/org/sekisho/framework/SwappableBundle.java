// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** A bundle of the framework that is replaced, updated, stopped and started while it is used. */
final class SwappableBundle {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final AtomicInteger COPIES = new AtomicInteger();

    private final BundleContext context;
    private final byte[] jar;
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final List<WeakReference<ClassLoader>> former = new ArrayList<>();
    private Bundle bundle;

    private SwappableBundle(BundleContext context, Bundle bundle) throws IOException {
        this.context = context;
        this.bundle = bundle;
        this.jar = pack(bundle);
    }

    /** The running bundle with this symbolic name. */
    static SwappableBundle named(BundleContext context, String name) throws IOException {
        Bundle bundle =
                Arrays.stream(context.getBundles())
                        .filter(each -> name.equals(each.getSymbolicName()))
                        .filter(each -> each.getState() == Bundle.ACTIVE)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(name + " does not run"));
        return new SwappableBundle(context, bundle);
    }

    /** The same jar again, from what the framework has of it. */
    private static byte[] pack(Bundle bundle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            add(out, MANIFEST, bundle.getEntry(MANIFEST));
            for (URL entry : Collections.list(bundle.findEntries("/", "*", true))) {
                String name = entry.getPath().substring(1);
                if (!name.endsWith("/") && !name.equals(MANIFEST)) {
                    add(out, name, entry);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void add(JarOutputStream out, String name, URL entry) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        try (InputStream in = entry.openStream()) {
            in.transferTo(out);
        }
        out.closeEntry();
    }

    String name() {
        return bundle.getSymbolicName();
    }

    /** Starts a second copy beside this one, then takes this one away. */
    void replace() throws BundleException {
        String location = "copy-" + COPIES.incrementAndGet() + ":" + name();
        Bundle next = context.installBundle(location, new ByteArrayInputStream(jar));
        next.start();
        leaveBehind();
        bundle.uninstall();
        bundle = next;
    }

    void update() throws BundleException {
        leaveBehind();
        bundle.update(new ByteArrayInputStream(jar));
    }

    void stop() throws BundleException {
        bundle.stop();
    }

    void start() throws BundleException {
        bundle.start();
    }

    private void leaveBehind() {
        ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
        former.add(new WeakReference<>(loader, collected));
    }

    /**
     * Collects garbage until nothing of the former bundles is left, for three minutes at most. What
     * is held on purpose is held for ever, so patience hides nothing. What is not held may still
     * take its time: a compiler thread of the JVM keeps the classes of the method that it is at,
     * and a thread that was stopped between two events keeps those of the last one; on a machine
     * with ten times more to do than it can, either may take half a minute to go on.
     *
     * @return how many class loaders can still be reached
     */
    int formerStillReachable() throws InterruptedException {
        long deadline = System.nanoTime() + 180_000_000_000L;
        while (System.nanoTime() < deadline && reachable() > 0) {
            System.gc();
            collected.remove(200);
        }
        return reachable();
    }

    private int reachable() {
        return (int) former.stream().filter(each -> each.get() != null).count();
    }
}
