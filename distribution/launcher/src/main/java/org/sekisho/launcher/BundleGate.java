// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Nothing resolves but what the launcher itself installed and what the update bundle admitted,
 * whoever installed it. What is admitted is a revision, not a bundle: other content under the same
 * bundle, as {@code Bundle.update} brings it, has to be admitted again.
 *
 * <p>Speaks JDK types to the update bundle, for bundles share no class with the launcher: a {@code
 * BiConsumer<Long, Set<String>>} with the property {@value #ADMISSION}, from the id of an installed
 * bundle to what it may do.
 */
final class BundleGate implements ResolverHookFactory, ResolverHook, EventHook {
    /** Service property of the admission; see {@link ServiceGate} for who can find it. */
    static final String ADMISSION = "sekisho.admission";

    private static final Logger LOG = Logger.getLogger("org.sekisho.launcher");

    // Revisions go with their bundles; what they may do must not keep them.
    private final Map<BundleRevision, Set<String>> admitted =
            Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<BundleRevision, Boolean> shipped =
            Collections.synchronizedMap(new WeakHashMap<>());

    private BundleGate() {}

    /**
     * Felix resolves extensions of the framework when they are installed, without asking any hook.
     * It reads this switch among the system's properties alone, once: call it before the first
     * framework is made.
     */
    static void refuseExtensions() {
        System.setProperty("felix.extensions.disable", "true");
    }

    /**
     * Closes the gate; before anything but the framework itself is installed.
     *
     * @param context of the framework
     */
    static BundleGate close(BundleContext context) {
        BundleGate gate = new BundleGate();
        gate.ship(context.getBundle());
        ServiceGate services = new ServiceGate(gate);
        context.registerService(ResolverHookFactory.class, gate, null);
        context.registerService(EventHook.class, gate, null);
        context.registerService(FindHook.class, services, null);
        context.registerService(EventListenerHook.class, services, null);
        BiConsumer<Long, Set<String>> admission =
                (id, rights) -> gate.admit(context.getBundle(id), rights);
        context.registerService(
                BiConsumer.class, admission, FrameworkUtil.asDictionary(Map.of(ADMISSION, true)));
        return gate;
    }

    /** Lets in what was shipped, as it is installed now. */
    void ship(Bundle bundle) {
        shipped.put(bundle.adapt(BundleRevision.class), true);
    }

    private void admit(Bundle bundle, Set<String> rights) {
        if (bundle == null) {
            throw new IllegalArgumentException("there is no such bundle");
        }
        admitted.put(bundle.adapt(BundleRevision.class), Set.copyOf(rights));
        LOG.info(
                () ->
                        bundle.getSymbolicName()
                                + " "
                                + bundle.getVersion()
                                + " is admitted, with "
                                + (rights.isEmpty() ? "no permission" : rights));
    }

    /** Whether a bundle, as it is now, was shipped. */
    boolean isShipped(Bundle bundle) {
        return bundle.getBundleId() == 0 || shipped.containsKey(bundle.adapt(BundleRevision.class));
    }

    /** What a deployed bundle, as it is now, may do. */
    Set<String> rights(Bundle bundle) {
        return admitted.getOrDefault(bundle.adapt(BundleRevision.class), Set.of());
    }

    private boolean mayResolve(BundleRevision revision) {
        return revision.getBundle().getBundleId() == 0
                || shipped.containsKey(revision)
                || admitted.containsKey(revision);
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        candidates.removeIf(revision -> !mayResolve(revision));
    }

    @Override
    public void filterSingletonCollisions(
            BundleCapability singleton, Collection<BundleCapability> collisions) {
        // Versions of one bundle stand side by side while they are exchanged.
    }

    /** What was shipped is wired to what was shipped; a deployed bundle can't slip under it. */
    @Override
    public void filterMatches(
            BundleRequirement requirement, Collection<BundleCapability> candidates) {
        BundleRevision requirer = requirement.getRevision();
        if (shipped.containsKey(requirer)) {
            candidates.removeIf(candidate -> admitted.containsKey(candidate.getRevision()));
        } else if (requirement.getNamespace().equals(BundleRevision.HOST_NAMESPACE)) {
            boolean platform =
                    admitted.getOrDefault(requirer, Set.of()).contains(ServiceGate.PLATFORM);
            candidates.removeIf(
                    candidate -> !platform && shipped.containsKey(candidate.getRevision()));
        }
    }

    @Override
    public void end() {
        // nothing is kept from one resolve to the next
    }

    @Override
    public void event(BundleEvent event, Collection<BundleContext> contexts) {
        Bundle bundle = event.getBundle();
        if (event.getType() == BundleEvent.UPDATED
                && !mayResolve(bundle.adapt(BundleRevision.class))) {
            LOG.log(
                    Level.WARNING,
                    "{0} was updated past the update bundle and will not resolve; stop whoever did"
                            + " it, and use sekisho bundles update",
                    bundle.getSymbolicName());
        }
    }
}
