// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.time.Duration;
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
import org.sekisho.linux.firewall.FirewallService;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.Operation;
import org.sekisho.operate.StatusSource;
import org.sekisho.responder.nftables.check.FirewallCheckOperation;

/** Offers nftables to whoever puts blocks in force. */
@Component(
        service = StatusSource.class,
        configurationPid = "org.sekisho.responder.nftables",
        immediate = true)
@Designate(ocd = NftablesConfiguration.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.sekisho.respond.Enforcer\"")
public final class NftablesResponder implements StatusSource {
    private final FirewallService service;
    private final ServiceRegistration<Operation> check;

    /** Made by Declarative Services, in the daemon and where everything is to be taken out. */
    @Activate
    public NftablesResponder(
            NftablesConfiguration configuration,
            BundleContext context,
            @Reference(
                            target =
                                    "(|(osgi.condition.id=sekisho.daemon)(osgi.condition.id=sekisho.firewall))")
                    Condition wanted) {
        service =
                new FirewallService(
                        context,
                        configuration.enabled(),
                        () -> new NftablesFirewall(configuration));
        SystemProgram nft =
                new SystemProgram(
                        configuration.program(),
                        Duration.ofSeconds(configuration.program_seconds()),
                        "nftables");
        check =
                context.registerService(
                        Operation.class,
                        new FirewallCheckOperation(nft, configuration.bridge().equals("all")),
                        null);
    }

    @Override
    public String section() {
        return "nftables";
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
        check.unregister();
        service.stop();
    }
}
