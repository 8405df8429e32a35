// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.exchange.FaultListener;
import org.sekisho.exchange.Roster;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.StatusSource;
import org.sekisho.update.deploy.DeployFolder;
import org.sekisho.update.deploy.Taker;
import org.sekisho.update.life.ComponentHealth;
import org.sekisho.update.life.Leftovers;
import org.sekisho.update.trust.AdmissionGate;
import org.sekisho.update.trust.BundleVerifier;
import org.sekisho.update.trust.Inventory;
import org.sekisho.update.trust.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does everything that exchanges bundles, on one thread: what operations ask, what happens in the
 * folder {@code deploy}, what the engine says, and what time brings.
 */
@Component(
        service = {FaultListener.class, StatusSource.class},
        immediate = true,
        configurationPid = BundleExchange.PID)
@Designate(ocd = ExchangeConfiguration.class)
public final class BundleExchange implements FaultListener, StatusSource {
    static final String PID = "org.sekisho.update.exchange";

    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.update");
    private static final Logger AUDIT = LoggerFactory.getLogger("org.sekisho.update.audit");
    private static final long LOOK_MILLIS = 500;

    /** Threads are looked through every so many looks: it makes every thread stop for a moment. */
    private static final int LOOKS_PER_THREADS = 10;

    /** Bytes that must be free beside a jar before one that found no room is tried again. */
    private static final long SPARE = 1 << 20;

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long what was installed before a restart waits for the engine, in looks. */
    private static final int LOOKS_FOR_ENGINE = 20;

    private final Admissions admissions = new Admissions();
    private final Leftovers leftovers = new Leftovers();
    private final Faults faults = new Faults();
    private final Stage stage;
    private final Exchange exchange;
    private final Probation probation;
    private final Memory memory;
    private final Restoration restoration;
    private final DeployFolder deploy;
    private final BundleRows rows;
    private final ScheduledThreadPoolExecutor thread;
    private final List<ServiceRegistration<Operation>> operations = new ArrayList<>();
    private volatile BundleVerifier verifier;
    private volatile View view = new View(List.of(), List.of());
    private List<String> threads = List.of();
    private final Map<Path, Long> postponed = new HashMap<>();
    private boolean restored;
    private int looks;

    /** How things stood a moment ago. */
    private record View(List<Map<String, Object>> rows, List<String> troubles) {}

    /** A change, on the one thread. */
    interface Change<T> {
        T make() throws RefusedException;
    }

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public BundleExchange(
            ExchangeConfiguration configuration,
            BundleContext context,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon,
            @Reference AdmissionGate gate,
            @Reference ServiceComponentRuntime components) {
        Path home = Path.of(context.getProperty("sekisho.home"));
        Lineages lineages = new Lineages(context);
        memory = new Memory(home.resolve("data/bundles"));
        stage =
                new Stage(
                        context,
                        gate,
                        admissions,
                        new ComponentHealth(components),
                        leftovers,
                        faults);
        exchange = new Exchange(context, this::verify, stage, admissions, memory, lineages);
        probation = new Probation(exchange, stage, admissions, memory, lineages);
        restoration = new Restoration(this::verify, stage, exchange, memory, lineages);
        deploy = new DeployFolder(home.resolve("deploy"), new Deployed());
        rows = new BundleRows(context, lineages, admissions, leftovers);
        faults.handledBy(this::handle);
        exchange.onMishap(deploy::refuse);
        exchange.onChange(this::publish);
        configure(configuration);
        thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        task -> {
                            Thread made = new Thread(task, "sekisho-bundles");
                            made.setDaemon(true);
                            return made;
                        });
        thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        for (Operation operation : BundleOperations.all(exchange, this)) {
            operations.add(context.registerService(Operation.class, operation, null));
        }
    }

    @Modified
    void configure(ExchangeConfiguration configuration) {
        exchange.probation(configuration.probation_seconds() * 1000L);
        stage.limit(
                new Stage.Limits(
                        configuration.start_millis(),
                        configuration.stop_millis(),
                        configuration.warmup_seconds() * 1000L));
    }

    /** What was let in stays in; only nobody exchanges it any more. */
    @Deactivate
    void stop() {
        operations.forEach(ServiceRegistration::unregister);
        thread.shutdownNow();
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindVerifier(BundleVerifier present) {
        verifier = present;
    }

    void unbindVerifier(BundleVerifier former) {
        if (verifier == former) {
            verifier = null;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRoster(Roster present) {
        admissions.use(present);
    }

    void unbindRoster(Roster former) {
        admissions.leave(former);
    }

    private Verdict verify(Path jar, Inventory inventory) {
        BundleVerifier present = verifier;
        if (present == null) {
            throw new IllegalStateException("signatures can't be verified at this moment");
        }
        return present.verify(jar, inventory);
    }

    /**
     * Makes a change and waits for it.
     *
     * @param what it is, for the audit
     */
    <T> T make(String caller, String what, Change<T> change) throws OperationException {
        try {
            return thread.submit(() -> audited(caller, what, change)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refusal) {
                throw new OperationException(1, refusal.getMessage());
            }
            LOG.error("{} failed", what, e.getCause());
            throw new OperationException(1, what + " failed: " + e.getCause());
        } catch (RejectedExecutionException e) {
            throw new OperationException(1, "the platform is stopping");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationException(1, "the platform is stopping");
        }
    }

    private <T> T audited(String caller, String what, Change<T> change) throws RefusedException {
        try {
            T result = change.make();
            AUDIT.info("{}: {}: {}", caller, what, result);
            return result;
        } catch (RefusedException refusal) {
            AUDIT.warn("{}: {}: refused: {}", caller, what, refusal.getMessage());
            throw refusal;
        } finally {
            publish();
        }
    }

    private void look() {
        try {
            faults.handle();
            if (!restored && !restore()) {
                publish();
                return;
            }
            probation.endThreadLeaks().forEach(each -> AUDIT.warn("threads: {}", each));
            probation.endProbations().forEach(each -> AUDIT.info("time: {}", each));
            exchange.catchUp();
            postponed.entrySet().removeIf(each -> isTakenUpAgain(each.getKey(), each.getValue()));
            deploy.look();
            leftovers.sweep();
            if (++looks % LOOKS_PER_THREADS == 0) {
                threads = leftovers.threads();
            }
            publish();
        } catch (Exception | OutOfMemoryError | LinkageError fault) {
            // an error that got out would be the last look: nothing could be taken back any more
            LOG.error("The bundles could not be looked after; it is tried again", fault);
        }
    }

    private boolean isTakenUpAgain(Path jar, long since) {
        // gone or not, the folder is what has to know
        boolean now =
                System.nanoTime() - since > RETRY_NANOS
                        && (!Files.isReadable(jar)
                                || memory.hasRoomFor(jar.toFile().length() + SPARE));
        if (now) {
            deploy.lookAgain(jar.getFileName().toString());
        }
        return now;
    }

    private boolean restore() {
        if (verifier == null || !admissions.hasEngine() && ++looks < LOOKS_FOR_ENGINE) {
            return false;
        }
        restored = true;
        restoration.restore().forEach(deploy::expect);
        return true;
    }

    private boolean handle(Faults.Fault fault) {
        String done = probation.takenOut(fault);
        if (done == null) {
            return false;
        }
        if (!done.isEmpty()) {
            AUDIT.warn("engine: {}", done);
            publish();
        }
        return true;
    }

    private void publish() {
        Map<String, String> refused = deploy.refused();
        BundleVerifier present = verifier;
        List<String> warnings = present == null ? List.of() : present.warnings();
        List<Map<String, Object>> all = rows.rows(warnings, refused, threads);
        List<String> troubles = new ArrayList<>(deploy.troubles());
        troubles.addAll(memory.complaints());
        for (Map<String, Object> row : all) {
            Object type = row.get("type");
            if (type.equals("refused")) {
                troubles.add("deploy/" + row.get("file") + " is refused: " + row.get("reason"));
            } else if (type.equals("mishap")) {
                troubles.add(row.get("name") + ": " + row.get("reason"));
            } else if (type.equals("thread")) {
                troubles.add(
                        row.get("thread")
                                + " still runs, though its bundle was stopped; a restart ends it");
            }
        }
        view = new View(List.copyOf(all), List.copyOf(troubles));
    }

    /** How the bundles stand, a moment ago. */
    List<Map<String, Object>> rows() {
        return view.rows();
    }

    @Override
    public void takenOut(long bundle, String reason, long since) {
        faults.tell(new Faults.Fault(bundle, reason, since));
        try {
            thread.execute(faults::handle);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("told of a fault of bundle {} while stopping: {}", bundle, reason, stopping);
        }
    }

    @Override
    public String section() {
        return "bundles";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> counts = new LinkedHashMap<>();
        List<Map<String, Object>> now = view.rows();
        counts.put("active", count(now, "state", "active"));
        counts.put("shadows", count(now, "state", "shadow"));
        counts.put("onProbation", now.stream().filter(r -> r.containsKey("probationEnds")).count());
        counts.put("refused", count(now, "type", "refused"));
        counts.put("notCollected", count(now, "type", "uncollected"));
        counts.put("threadsLeft", count(now, "type", "thread"));
        return counts;
    }

    private static long count(List<Map<String, Object>> rows, String key, String value) {
        return rows.stream().filter(row -> value.equals(row.get(key))).count();
    }

    @Override
    public List<String> troubles() {
        return view.troubles();
    }

    /** What the folder brings and takes. */
    private final class Deployed implements Taker {
        @Override
        public String taken(Path jar) {
            String file = jar.getFileName().toString();
            try {
                return audited(
                        "deploy/" + file,
                        "install",
                        () -> {
                            String done = exchange.install(jar, Exchange.As.INSTALLED, file);
                            LOG.info("{}", done);
                            return "";
                        });
            } catch (NoRoomException refusal) {
                postponed.put(jar, System.nanoTime());
                return refusal.getMessage() + "; it is taken when there is room";
            } catch (RefusedException refusal) {
                return refusal.getMessage();
            }
        }

        @Override
        public void gone(String file) {
            for (String done : exchange.gone(file)) {
                AUDIT.info("deploy/{}: taken away: {}", file, done);
            }
        }

        @Override
        public void renamed(String from, String to) {
            exchange.renamed(from, to);
        }
    }
}
