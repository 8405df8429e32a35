// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.export;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.operate.StatusSource;
import org.sekisho.respond.Enforcer;
import org.sekisho.respond.RuleWriter;

/** Offers the folder of files as an {@link Enforcer} in the daemon, if it is switched on. */
@Component(
        service = StatusSource.class,
        configurationPid = "org.sekisho.responder.export",
        immediate = true)
@Designate(ocd = ExportConfiguration.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.sekisho.respond.Enforcer\"")
public final class ExportResponder implements StatusSource {
    private final List<RuleWriter> writers = new CopyOnWriteArrayList<>();
    private final ExportFolder folder;
    private final ExportEnforcer enforcer;
    private final ServiceRegistration<Enforcer> registration;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public ExportResponder(
            ExportConfiguration configuration,
            BundleContext context,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        int interval = configuration.interval();
        if (interval < 1 || interval > 3600) {
            throw new IllegalArgumentException(
                    "org.sekisho.responder.export: interval=%d must be 1 to 3600 seconds"
                            .formatted(interval));
        }
        folder =
                new ExportFolder(
                        Path.of(context.getProperty("sekisho.home"))
                                .resolve(configuration.folder().strip()));
        if (configuration.enabled()) {
            enforcer = new ExportEnforcer(folder, formats(interval), interval);
            enforcer.start();
            registration = context.registerService(Enforcer.class, enforcer, null);
        } else {
            enforcer = null;
            registration = null;
        }
    }

    private List<Format> formats(int interval) {
        Stamp stamp = new Stamp(interval);
        List<Format> formats = new ArrayList<>(List.of(PlainList.values()));
        formats.add(new JsonLines());
        formats.add(new NftFile(this::nftables, stamp));
        for (IpsetFile file : IpsetFile.values()) {
            formats.add(file.format(stamp));
        }
        return formats;
    }

    private RuleWriter nftables() {
        return writers.stream()
                .filter(writer -> writer.firewall().equals("nftables"))
                .findFirst()
                .orElse(null);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindWriter(RuleWriter writer) {
        writers.add(writer);
        rewrite();
    }

    void unbindWriter(RuleWriter writer) {
        writers.remove(writer);
        rewrite();
    }

    private void rewrite() {
        if (enforcer != null) {
            enforcer.rewrite();
        }
    }

    @Deactivate
    void stop() {
        if (enforcer != null) {
            registration.unregister();
            enforcer.stop();
        }
    }

    @Override
    public String section() {
        return "export";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("enabled", enforcer != null);
        if (enforcer != null) {
            Instant written = enforcer.written();
            status.put("folder", folder.path().toString());
            status.put("blocks", enforcer.size());
            status.put("not_in_every_file", enforcer.partly().size());
            status.put(
                    "written",
                    written == null ? null : written.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return status;
    }

    @Override
    public List<String> troubles() {
        String trouble = enforcer == null ? null : enforcer.trouble();
        return trouble == null ? List.of() : List.of("export: " + trouble);
    }
}
