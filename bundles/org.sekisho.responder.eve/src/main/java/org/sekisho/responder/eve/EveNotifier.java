// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.analyze.LiveAnalysis;
import org.sekisho.event.Event;
import org.sekisho.event.EventObserver;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.operate.StatusSource;
import org.sekisho.respond.Notice;
import org.sekisho.respond.Notifier;

/** Writes EVE JSON; there as long as it is configured. */
@Component(
        service = {Notifier.class, EventObserver.class, StatusSource.class},
        configurationPid = "org.sekisho.responder.eve",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = EveConfiguration.class)
public final class EveNotifier implements Notifier, EventObserver, StatusSource {
    private final Path path;
    private final boolean anyFlows;
    private final boolean allFlows;
    private final EveRecords records;
    private final RotatingFile file;
    private final EveWriter writer;
    private final FlowsOfInterest interest = new FlowsOfInterest();
    private volatile LiveAnalysis analysis;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public EveNotifier(
            BundleContext context,
            EveConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(Path.of(context.getProperty("sekisho.home")), configuration);
    }

    EveNotifier(Path home, EveConfiguration configuration) {
        String name = configuration.file().strip();
        path = home.resolve("log").resolve(name.isEmpty() ? "eve.json" : name);
        anyFlows = !configuration.flows().equals("none");
        allFlows = configuration.flows().equals("all");
        records = new EveRecords(sensor(configuration.sensor_name().strip()));
        file =
                new RotatingFile(
                        path,
                        new RotatingFile.Bounds(
                                (long) configuration.rotate_mib() << 20,
                                TimeUnit.HOURS.toNanos(configuration.rotate_hours()),
                                configuration.keep()),
                        System::nanoTime);
        writer =
                new EveWriter(
                        file,
                        this::statistics,
                        TimeUnit.SECONDS.toNanos(configuration.stats_seconds()));
    }

    private static String sensor(String configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return null;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAnalysis(LiveAnalysis present) {
        analysis = present;
    }

    void unbindAnalysis(LiveAnalysis former) {
        if (analysis == former) {
            analysis = null;
        }
    }

    @Deactivate
    void stop() {
        writer.stop();
    }

    private Map<String, Object> statistics() {
        LiveAnalysis present = analysis;
        return present == null
                ? null
                : records.of(
                        present.summary(),
                        present.sources(),
                        writer.written(),
                        TimeUnit.MILLISECONDS.toSeconds(
                                ManagementFactory.getRuntimeMXBean().getUptime()),
                        now());
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public String name() {
        return "eve";
    }

    @Override
    public void notify(Notice notice) {
        if (anyFlows && notice.detection() != null) {
            interest.add(notice.detection());
        }
        writer.offer(() -> records.of(notice));
    }

    @Override
    public String test(Notice notice) throws IOException {
        try {
            writer.writeNow(records.of(notice));
            return "written to " + path;
        } catch (IOException fault) {
            throw new IOException(advice(fault.toString()), fault);
        }
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return anyFlows ? Set.of(FlowEnded.class) : Set.of();
    }

    @Override
    public void event(Event event) {
        if (event instanceof FlowEnded ended) {
            boolean alerted = interest.contains(ended.origin().flow());
            if (alerted || allFlows) {
                writer.offer(() -> records.of(ended, alerted));
            }
        }
    }

    @Override
    public String section() {
        return "eve";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("file", path.toString());
        Map<String, Long> written = writer.written();
        status.put("alerts", written.get("alert"));
        status.put("flows", written.get("flow"));
        status.put("stats", written.get("stats"));
        status.put("others", written.get("sekisho"));
        status.put("waiting", writer.waiting());
        status.put("lost", writer.lost());
        status.put("rotations", file.rotations());
        return status;
    }

    @Override
    public List<String> troubles() {
        String trouble = writer.trouble();
        return trouble == null
                ? List.of()
                : List.of("eve: " + writer.lost() + " records are lost so far: " + advice(trouble));
    }

    private String advice(String fault) {
        return fault
                + "; see that "
                + path
                + " may be written by this user and that its file system has room";
    }
}
