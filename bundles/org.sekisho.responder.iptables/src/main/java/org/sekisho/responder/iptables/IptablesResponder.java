// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.linux.firewall.FirewallService;
import org.sekisho.operate.StatusSource;

/** Offers iptables to whoever puts blocks in force. */
@Component(
        service = StatusSource.class,
        configurationPid = "org.sekisho.responder.iptables",
        immediate = true)
@Designate(ocd = IptablesConfiguration.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.sekisho.respond.Enforcer\"")
public final class IptablesResponder implements StatusSource {
    private final FirewallService service;

    /** Made by Declarative Services, in the daemon and where everything is to be taken out. */
    @Activate
    public IptablesResponder(
            IptablesConfiguration configuration,
            BundleContext context,
            @Reference(
                            target =
                                    "(|(osgi.condition.id=sekisho.daemon)(osgi.condition.id=sekisho.firewall))")
                    Condition wanted) {
        service =
                new FirewallService(
                        context,
                        configuration.enabled(),
                        () -> new IptablesFirewall(configuration));
    }

    @Override
    public String section() {
        return "iptables";
    }

    @Override
    public Map<String, Object> status() {
        return service.status();
    }

    @Override
    public List<String> troubles() {
        return service.troubles();
    }

    @Deactivate
    void stop() {
        service.stop();
    }
}
