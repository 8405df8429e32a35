// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.io.IOException;
import java.time.Duration;
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
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.StatusSource;
import org.sekisho.respond.ConnectionCutter;

/** Offers a {@link ConnectionCutter} in the daemon, unless it is switched off. */
@Component(
        service = StatusSource.class,
        configurationPid = "org.sekisho.responder.conntrack",
        immediate = true)
@Designate(ocd = ConntrackConfiguration.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.sekisho.respond.ConnectionCutter\"")
public final class ConntrackResponder implements StatusSource {
    private final ConntrackCutter cutter;
    private final ServiceRegistration<ConnectionCutter> registration;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public ConntrackResponder(
            ConntrackConfiguration configuration,
            BundleContext context,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        cutter = configuration.enabled() ? cutter(configuration) : null;
        registration =
                cutter == null
                        ? null
                        : context.registerService(ConnectionCutter.class, cutter, null);
    }

    private static ConntrackCutter cutter(ConntrackConfiguration configuration) {
        ProgramConnections program =
                new ProgramConnections(
                        new SystemProgram(
                                configuration.program(),
                                Duration.ofSeconds(configuration.program_seconds()),
                                "conntrack"));
        try {
            return new ConntrackCutter(new NetlinkConnections(), program);
        } catch (IOException | LinkageError unavailable) {
            return new ConntrackCutter(program, null);
        }
    }

    @Override
    public String section() {
        return "conntrack";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("enabled", cutter != null);
        if (cutter != null) {
            status.putAll(cutter.status());
        }
        return status;
    }

    @Override
    public List<String> troubles() {
        return cutter == null || cutter.trouble().isEmpty() ? List.of() : List.of(cutter.trouble());
    }

    @Deactivate
    void stop() {
        if (cutter != null) {
            registration.unregister();
            cutter.close();
        }
    }
}
