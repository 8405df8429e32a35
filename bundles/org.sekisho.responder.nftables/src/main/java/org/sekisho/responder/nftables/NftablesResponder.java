// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.operate.StatusSource;
import org.sekisho.respond.Enforcer;

/**
 * Offers nftables as an {@link Enforcer} in the daemon, unless it is switched off. Touches nothing
 * until there is a block, and leaves what is in the firewall when it goes: who comes next takes it
 * up.
 */
@Component(
        service = StatusSource.class,
        configurationPid = "org.sekisho.responder.nftables",
        immediate = true)
@Designate(ocd = NftablesConfiguration.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.sekisho.respond.Enforcer\"")
public final class NftablesResponder implements StatusSource {
    private final NftablesFirewall firewall;
    private final ServiceRegistration<Enforcer> registration;

    /** Made by Declarative Services, in the daemon and where everything is to be taken out. */
    @Activate
    public NftablesResponder(
            NftablesConfiguration configuration,
            BundleContext context,
            @Reference(
                            target =
                                    "(|(osgi.condition.id=sekisho.daemon)(osgi.condition.id=sekisho.firewall))")
                    Condition wanted) {
        // what was put in before somebody switched it off is to be taken out, too
        boolean isTakingOut = "firewall".equals(context.getProperty("sekisho.command"));
        firewall =
                configuration.enabled() || isTakingOut ? new NftablesFirewall(configuration) : null;
        registration =
                firewall == null
                        ? null
                        : context.registerService(Enforcer.class, firewall.enforcer(), null);
    }

    @Override
    public String section() {
        return "nftables";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("enabled", firewall != null);
        if (firewall != null) {
            status.putAll(firewall.status());
        }
        return status;
    }

    @Override
    public List<String> troubles() {
        return firewall == null ? List.of() : firewall.troubles();
    }

    @Deactivate
    void stop() {
        if (firewall != null) {
            registration.unregister();
            firewall.close();
        }
    }
}
