// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, stops and uninstalls bundles, each on a thread of its own, so that a bundle that does not
 * come back holds up nobody: its thread is told to end, and what was asked is done whenever the
 * bundle lets it.
 */
public final class TimedLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.update");
    private static final long GLANCE_MILLIS = 20;

    private final BundleContext context;
    private final Runnable meanwhile;
    private final ServiceUses uses;

    /**
     * @param meanwhile done now and then while a bundle is waited for
     */
    public TimedLifeCycle(BundleContext context, Runnable meanwhile) {
        this.context = context;
        this.meanwhile = meanwhile;
        this.uses = new ServiceUses(context);
    }

    private interface Call {
        void run() throws BundleException;
    }

    /**
     * Starts a bundle.
     *
     * @throws LifeCycleException if it can't be resolved, threw something, or is not done in time
     */
    public void start(Bundle bundle, long millis) throws LifeCycleException {
        if (bundle.getState() == Bundle.ACTIVE) {
            return;
        }
        try {
            run("start", bundle, millis, true, () -> bundle.start(Bundle.START_TRANSIENT));
        } catch (BundleException failure) {
            throw new LifeCycleException(reason(bundle, failure));
        }
    }

    private String reason(Bundle bundle, BundleException failure) {
        if (failure.getType() == BundleException.RESOLVE_ERROR) {
            var missing = MissingRequirements.of(bundle, context);
            return missing.isEmpty()
                    ? "it can't be resolved: " + failure.getMessage()
                    : "it needs "
                            + String.join(", ", missing)
                            + ", which nothing here offers; build it for this version of the"
                            + " platform, or install what offers it first";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return "it threw " + cause + " when it was started";
    }

    /**
     * Stops a bundle.
     *
     * @throws LifeCycleException if it is not done in time or threw something; it counts as stopped
     *     all the same
     */
    public void stop(Bundle bundle, long millis) throws LifeCycleException {
        stop(bundle, millis, true);
    }

    /**
     * The same, but what takes longer is not told to end.
     *
     * @throws LifeCycleException as {@link #stop}
     */
    public void beginToStop(Bundle bundle, long millis) throws LifeCycleException {
        stop(bundle, millis, false);
    }

    private void stop(Bundle bundle, long millis, boolean ends) throws LifeCycleException {
        if (bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
            return;
        }
        uses.stopping(bundle);
        try {
            run("stop", bundle, millis, ends, () -> bundle.stop(Bundle.STOP_TRANSIENT));
        } catch (BundleException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new LifeCycleException("it threw " + cause + " when it was stopped");
        }
    }

    /** Uninstalls a bundle; if that takes longer, it goes on behind the caller's back. */
    public void uninstall(Bundle bundle, long millis) {
        try {
            run("uninstall", bundle, millis, true, bundle::uninstall);
        } catch (LifeCycleException slow) {
            LOG.warn("{} {}: {}", bundle.getSymbolicName(), bundle.getVersion(), slow.getMessage());
        } catch (BundleException | IllegalStateException failure) {
            LOG.warn(
                    "{} {} was uninstalled with a fault",
                    bundle.getSymbolicName(),
                    bundle.getVersion(),
                    failure);
        }
    }

    private void run(String what, Bundle bundle, long millis, boolean ends, Call call)
            throws BundleException, LifeCycleException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                call.run();
                                done.complete(null);
                            } catch (Throwable failure) {
                                // whatever a bundle throws is its own affair and a reason to refuse
                                done.completeExceptionally(failure);
                            }
                        },
                        "sekisho-" + what + " " + bundle.getSymbolicName());
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            try {
                done.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (System.nanoTime() >= deadline) {
                    if (ends) {
                        thread.interrupt();
                    }
                    throw new LifeCycleException(
                            "it did not " + what + " within " + millis + " ms");
                }
                meanwhile.run();
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof BundleException expected) {
                    throw expected;
                }
                throw new BundleException(what + " failed", failure.getCause());
            } catch (InterruptedException told) {
                Thread.currentThread().interrupt();
                throw new LifeCycleException("the platform is stopping");
            }
        }
    }
}
