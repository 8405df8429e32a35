// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook;

/**
 * Hides services from deployed bundles that may not use them, and those that they may not offer
 * from everybody else. It keeps mistakes apart; a hostile bundle in the same process finds other
 * ways (docs/administrators-guide.md, "Whom you trust").
 */
final class ServiceGate implements FindHook, EventListenerHook {
    /** The right of a deployed bundle that is one of the platform's own: everything is visible. */
    static final String PLATFORM = "platform";

    private static final String UPDATE = "org.sekisho.update";

    /** Which right a service needs, for its users and for whoever offers it. */
    private static final Map<String, String> NEEDED =
            Map.ofEntries(
                    Map.entry("org.sekisho.respond.Enforcer", "enforce"),
                    Map.entry("org.sekisho.respond.ConnectionCutter", "enforce"),
                    Map.entry("org.sekisho.respond.Notifier", "enforce"),
                    Map.entry("org.sekisho.decide.Policy", "enforce"),
                    Map.entry("org.sekisho.record.Records", PLATFORM),
                    Map.entry("org.sekisho.event.EventObserver", "payload"),
                    Map.entry("org.sekisho.capture.CaptureSource", "payload"),
                    Map.entry("org.sekisho.capture.CaptureFiles", "payload"),
                    Map.entry("org.sekisho.detect.DetectionListener", "payload"),
                    Map.entry("org.sekisho.analyze.Analyzer", PLATFORM),
                    Map.entry("org.sekisho.analyze.LiveAnalysis", PLATFORM),
                    Map.entry("org.sekisho.detect.Correlator", PLATFORM),
                    Map.entry("org.sekisho.event.EventJournal", PLATFORM),
                    Map.entry("org.sekisho.event.EventSource", PLATFORM),
                    Map.entry("org.osgi.service.jdbc.DataSourceFactory", PLATFORM),
                    Map.entry("org.sekisho.exchange.Roster", PLATFORM),
                    Map.entry("org.sekisho.exchange.FaultListener", PLATFORM),
                    Map.entry("org.sekisho.operate.Operation", PLATFORM),
                    Map.entry("org.sekisho.operate.StatusSource", PLATFORM),
                    Map.entry("org.osgi.service.cm.ConfigurationAdmin", PLATFORM),
                    Map.entry(
                            "org.osgi.service.component.runtime.ServiceComponentRuntime",
                            PLATFORM));

    private final BundleGate bundles;

    ServiceGate(BundleGate bundles) {
        this.bundles = bundles;
    }

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        references.removeIf(reference -> !visible(reference, context.getBundle()));
    }

    @Override
    public void event(
            ServiceEvent event,
            Map<BundleContext, Collection<ListenerHook.ListenerInfo>> listeners) {
        listeners.keySet().removeIf(c -> !visible(event.getServiceReference(), c.getBundle()));
    }

    private boolean visible(ServiceReference<?> reference, Bundle user) {
        Bundle provider = reference.getBundle();
        if (provider == null || user.getBundleId() == 0 || provider.equals(user)) {
            return true;
        }
        boolean shipped = bundles.isShipped(user);
        Set<String> rights = bundles.rights(user);
        if (reference.getProperty(BundleGate.ADMISSION) != null) {
            return UPDATE.equals(user.getSymbolicName()) && (shipped || rights.contains(PLATFORM));
        }
        return (shipped || mayDealWith(reference, rights))
                && (bundles.isShipped(provider)
                        || mayDealWith(reference, bundles.rights(provider)));
    }

    private static boolean mayDealWith(ServiceReference<?> reference, Set<String> rights) {
        if (rights.contains(PLATFORM)) {
            return true;
        }
        for (String type : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
            String needed = NEEDED.getOrDefault(type, "");
            if (!needed.isEmpty() && !rights.contains(needed)) {
                return false;
            }
        }
        return true;
    }
}
