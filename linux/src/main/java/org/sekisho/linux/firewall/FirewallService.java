// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.firewall;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.sekisho.respond.Enforcer;

/**
 * Offers a firewall as an {@link Enforcer} unless it is switched off. Touches nothing until there
 * is a block, and leaves what is in the firewall when it goes: who comes next takes it up.
 */
public final class FirewallService {
    /** Where everything is to be taken out, also what was put in before it was switched off. */
    private static final String TAKING_OUT = "firewall";

    private final Firewall firewall;
    private final ServiceRegistration<Enforcer> registration;

    /**
     * Offers it.
     *
     * @param enabled whether blocks are put in force with it
     * @param made makes it, if it is needed
     */
    public FirewallService(BundleContext context, boolean enabled, Supplier<Firewall> made) {
        boolean isTakingOut = TAKING_OUT.equals(context.getProperty("sekisho.command"));
        firewall = enabled || isTakingOut ? made.get() : null;
        registration =
                firewall == null
                        ? null
                        : context.registerService(Enforcer.class, firewall.enforcer(), null);
    }

    /** Whether it is on, and its figures. */
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("enabled", firewall != null);
        if (firewall != null) {
            status.putAll(firewall.status());
        }
        return status;
    }

    /** What is wrong with it. */
    public List<String> troubles() {
        return firewall == null ? List.of() : firewall.troubles();
    }

    /** Takes the offer back. */
    public void stop() {
        if (firewall != null) {
            registration.unregister();
            firewall.close();
        }
    }
}
