// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the framework forget which services a bundle has used. Felix keeps a bundle that was
 * uninstalled, with the index of its jar, for as long as one of the services lives that the bundle
 * ever used: the use is set to zero when it ends and stays in the table. Only a use through {@link
 * ServiceObjects} is taken out of it. So each is begun and ended once more that way, when the
 * bundle's components are gone and its context still is good.
 */
final class ServiceUses implements SynchronousBundleListener {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.update");

    /** The component runtime asks it in the name of every bundle with components. */
    private static final String CONFIGURATIONS = "org.osgi.service.cm.ConfigurationAdmin";

    private final BundleContext context;
    private final Map<Long, List<ServiceReference<?>>> stopping = new ConcurrentHashMap<>();

    /** From now on listens; the component runtime must do so already, for it has to come first. */
    ServiceUses(BundleContext context) {
        this.context = context;
        context.addBundleListener(this);
    }

    /** A bundle is about to be stopped. */
    void stopping(Bundle bundle) {
        List<ServiceReference<?>> used = new ArrayList<>();
        ServiceReference<?>[] inUse = bundle.getServicesInUse();
        if (inUse != null) {
            used.addAll(List.of(inUse));
        }
        ServiceReference<?> configurations = context.getServiceReference(CONFIGURATIONS);
        if (configurations != null && !used.contains(configurations)) {
            used.add(configurations);
        }
        stopping.put(bundle.getBundleId(), used);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        List<ServiceReference<?>> used =
                event.getType() == BundleEvent.STOPPING
                        ? stopping.remove(bundle.getBundleId())
                        : null;
        if (used == null) {
            return;
        }
        for (ServiceReference<?> each : used) {
            try {
                end(bundle.getBundleContext(), each);
            } catch (RuntimeException | LinkageError fault) {
                LOG.debug("{} can't end its use of {}", bundle.getSymbolicName(), each, fault);
            }
        }
    }

    private static <S> void end(BundleContext user, ServiceReference<S> reference) {
        ServiceObjects<S> objects = user == null ? null : user.getServiceObjects(reference);
        S service = objects == null ? null : objects.getService();
        if (service != null) {
            objects.ungetService(service);
        }
    }
}
