// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.sekisho.exchange.Role;
import org.sekisho.exchange.Seating;
import org.sekisho.update.life.ComponentHealth;
import org.sekisho.update.life.Kind;
import org.sekisho.update.life.Leftovers;
import org.sekisho.update.life.LifeCycleException;
import org.sekisho.update.life.TimedLifeCycle;
import org.sekisho.update.store.StoredEdition;
import org.sekisho.update.trust.AdmissionGate;
import org.sekisho.update.trust.Permission;
import org.sekisho.update.trust.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one version of a bundle in, and takes one out. */
final class Stage {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.update");
    private static final long GLANCE_MILLIS = 10;

    /** How long one that failed may keep another from coming back, in milliseconds. */
    private static final long MAKES_WAY = 200;

    private final BundleContext context;
    private final AdmissionGate gate;
    private final Admissions admissions;
    private final ComponentHealth health;
    private final Leftovers leftovers;
    private final Faults faults;
    private final TimedLifeCycle lifeCycle;
    private volatile Limits limits;

    /**
     * How long things may take, in milliseconds.
     *
     * @param start until a bundle has started and taken its seats
     * @param stop until it has stopped
     * @param warmUp until its detectors have read the journal
     */
    record Limits(long start, long stop, long warmUp) {}

    Stage(
            BundleContext context,
            AdmissionGate gate,
            Admissions admissions,
            ComponentHealth health,
            Leftovers leftovers,
            Faults faults) {
        this.context = context;
        this.gate = gate;
        this.admissions = admissions;
        this.health = health;
        this.leftovers = leftovers;
        this.faults = faults;
        this.lifeCycle = new TimedLifeCycle(context, faults::handle);
    }

    void limit(Limits changed) {
        limits = changed;
    }

    /** Installs what was verified, beside whatever has the same name; starts nothing. */
    Edition install(StoredEdition stored, Verdict verdict) throws RefusedException {
        try {
            Bundle bundle = context.installBundle(verdict.location(), verdict.content());
            gate.admit(bundle.getBundleId(), verdict);
            return new Edition(stored, bundle, verdict.permissions());
        } catch (BundleException e) {
            throw new RefusedException("the framework does not install it: " + e.getMessage());
        }
    }

    /**
     * Starts an installed version and waits until it has taken its seats.
     *
     * @param warm whether to wait until its detectors have read the journal
     * @param like faults of components that this one has as well are not held against it; null if
     *     there is none
     */
    void bring(Edition edition, Role role, boolean probation, boolean warm, Edition like)
            throws RefusedException {
        if (edition.kind() == Kind.DISSECTOR
                && !edition.shipped()
                && !edition.permissions().contains(Permission.PAYLOAD)) {
            throw new RefusedException(
                    "it brings a dissector and does not declare the permission payload, so it would"
                            + " be shown no packet");
        }
        // asked before, for the one that runs may be stopped for it
        Set<String> known =
                like == null || like.bundle().getState() != Bundle.ACTIVE
                        ? Set.of()
                        : health.faults(like.bundle()).keySet();
        admissions.admit(edition, role, probation);
        long id = edition.bundle().getBundleId();
        leftovers.started(id);
        edition.starting(Leftovers.threadNumber());
        Faults.Trial trial = faults.onTrial(id);
        try {
            long begin = System.nanoTime();
            lifeCycle.start(edition.bundle(), limits.start());
            awaitSeats(edition, trial, begin, warm, known);
        } catch (LifeCycleException e) {
            throw new RefusedException(e.getMessage());
        } finally {
            faults.isOver(trial);
        }
    }

    private void awaitSeats(
            Edition edition, Faults.Trial trial, long begin, boolean warm, Set<String> known)
            throws RefusedException {
        while (true) {
            faults.handle();
            String fault = trial.fault();
            if (!fault.isEmpty()) {
                throw new RefusedException(fault);
            }
            Map<String, String> broken = health.faults(edition.bundle());
            broken.keySet().removeAll(known);
            List<Seating> seats = admissions.of(edition);
            for (Seating seat : seats) {
                if (seat.state() == Seating.State.TAKEN_OUT) {
                    throw new RefusedException(seat.reason());
                }
            }
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            long expected = seatsOffered(edition.bundle());
            boolean complete = broken.isEmpty() && (expected > 0 || edition.kind() == Kind.OTHER);
            boolean seated = seats.size() >= expected || !admissions.hasEngine();
            boolean warmed = seats.stream().allMatch(seat -> seat.state() == Seating.State.SITTING);
            if (complete && seated && (warmed || !warm)) {
                return;
            }
            if (passed >= limits.start() && !(complete && seated)) {
                throw new RefusedException(late(broken.values(), expected));
            }
            if (passed >= limits.start() + limits.warmUp()) {
                throw new RefusedException(
                        "its detectors did not get to the end of the journal within "
                                + limits.warmUp() / 1000
                                + " s; give them more time (warmup.seconds), or shorten the"
                                + " journal");
            }
            pause();
        }
    }

    private String late(Collection<String> broken, long expected) {
        if (!broken.isEmpty()) {
            return String.join("; ", broken);
        }
        return expected == 0
                ? "it offers none of the services that its manifest speaks of"
                : "it did not take its seat within " + limits.start() + " ms; see the log";
    }

    private static void pause() throws RefusedException {
        try {
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new RefusedException("the platform is stopping");
        }
    }

    private static long seatsOffered(Bundle bundle) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        long seats = 0;
        if (services != null) {
            for (ServiceReference<?> service : services) {
                for (String type : (String[]) service.getProperty(Constants.OBJECTCLASS)) {
                    seats += Kind.isSeated(type) ? 1 : 0;
                }
            }
        }
        return seats;
    }

    /**
     * Stops a version and keeps it.
     *
     * @param successor whose threads are not its own; null if there is none
     */
    void halt(Edition edition, Edition successor) {
        long last = successor == null ? Leftovers.threadNumber() : successor.firstThread();
        leftovers.stopping(edition.bundle(), edition.firstThread(), last);
        try {
            lifeCycle.stop(edition.bundle(), limits.stop());
        } catch (LifeCycleException e) {
            LOG.warn("{}: {}; it goes all the same", edition, e.getMessage());
        }
    }

    /**
     * Begins to stop a version that failed, so that another one can come back in its place; what it
     * takes longer for goes on behind that one's back. To be discarded afterwards.
     */
    void makeWay(Edition edition) {
        leftovers.stopping(edition.bundle(), edition.firstThread(), Leftovers.threadNumber());
        try {
            lifeCycle.beginToStop(edition.bundle(), Math.min(MAKES_WAY, limits.stop()));
        } catch (LifeCycleException e) {
            LOG.warn("{}: {}; it goes all the same", edition, e.getMessage());
        }
    }

    /** Takes a version out for good; a shipped one only lets go of its classes. */
    void discard(Edition edition, Edition successor) {
        halt(edition, successor);
        long id = edition.bundle().getBundleId();
        if (edition.shipped()) {
            if (edition.bundle().getState() != Bundle.RESOLVED) {
                return;
            }
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                    .adapt(FrameworkWiring.class)
                    .refreshBundles(List.of(edition.bundle()));
        } else {
            lifeCycle.uninstall(edition.bundle(), limits.stop());
            admissions.forget(id);
        }
        leftovers.uninstalled(id);
    }
}
