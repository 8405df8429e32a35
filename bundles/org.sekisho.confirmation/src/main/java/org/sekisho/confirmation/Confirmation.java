// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.detect.Detection;
import org.sekisho.detect.DetectionListener;
import org.sekisho.event.Event;
import org.sekisho.event.EventObserver;
import org.sekisho.event.EventSource;
import org.sekisho.event.confirmation.ConfirmationTranscript;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.operate.ConfigurationCheck;
import org.sekisho.operate.StatusSource;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server when a SoftEther tunnel to it is suspected and a connection of just these two hosts
 * was seen. Who is asked is the far end of that connection, never anybody whom its content names.
 * It learns on the judging thread, without waiting, and asks on a thread of its own.
 */
@Component(
        service = {
            DetectionListener.class,
            EventObserver.class,
            EventSource.class,
            StatusSource.class
        },
        configurationPid = "org.sekisho.confirmation",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = ConfirmationConfiguration.class)
public final class Confirmation
        implements DetectionListener, EventObserver, EventSource, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);
    private static final String TUNNEL = "softether";
    private static final int MOST_PAIRS = 4096;
    private static final int MOST_WAITING = 16;

    /** Of the judging thread alone, both: whichever comes last leads to a question. */
    private final Map<Contact.Pair, Contact> contacts = new Recent<>();

    private final Map<Contact.Pair, Boolean> suspected = new Recent<>();
    private final List<String> faults = new ArrayList<>();
    private final Targets targets;
    private final IpAddress source;
    private final Asker asker;
    private final Askings askings;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final ThreadPoolExecutor asking =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    task -> {
                        Thread thread = new Thread(task, "sekisho-confirmation");
                        thread.setDaemon(true);
                        return thread;
                    },
                    (task, full) -> held.incrementAndGet());

    private volatile String trouble;
    private volatile Intake intake;

    /** Made by Declarative Services, in the daemon and with a configuration only. */
    @Activate
    public Confirmation(
            BundleContext context,
            ConfirmationConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(Path.of(context.getProperty("sekisho.home")), configuration, InstantSource.system());
    }

    Confirmation(Path home, ConfirmationConfiguration configuration, InstantSource clock) {
        source = IpAddress.parse(configuration.source().strip());
        faults.addAll(faults(configuration));
        targets = targets(configuration.targets());
        asker = new Asker(source, configuration.seconds(), configuration.kib() * 1024L);
        askings =
                new Askings(
                        home.resolve("data/confirmation/asked"), clock, configuration.per_hour());
        try {
            askings.load();
        } catch (IOException fault) {
            faults.add(fault.getMessage() + "; see to the file or move it away");
        }
    }

    /** What can't be meant, with the remedy; empty if nothing is. */
    static List<String> faults(ConfirmationConfiguration configuration) {
        List<String> faults = new ArrayList<>();
        String source = configuration.source().strip();
        if (IpAddress.parse(source) == null && !configuration.targets().isBlank()) {
            faults.add(
                    "source="
                            + source
                            + " is no address; write the address of this machine from which"
                            + " servers are asked");
        }
        faults.addAll(ConfigurationCheck.faultsOf(() -> Targets.parse(configuration.targets())));
        return faults;
    }

    private static Targets targets(String text) {
        try {
            return Targets.parse(text);
        } catch (IllegalArgumentException told) {
            return new Targets(List.of());
        }
    }

    /** Ends what is being asked, too. */
    @Deactivate
    void stop() {
        asking.shutdownNow();
        asker.stop();
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ServerHello.class);
    }

    @Override
    public void event(Event event) {
        if (event instanceof ServerHello hello) {
            Contact contact = Contact.of(hello);
            if (contact != null
                    && targets.contains(contact.server().address())
                    && !contact.pair().client().equals(source)) {
                seen.incrementAndGet();
                contacts.put(contact.pair(), contact);
                if (suspected.containsKey(contact.pair())) {
                    want(contact);
                }
            }
        }
    }

    @Override
    public void detection(Detection detection) {
        if (!faults.isEmpty()
                || !detection.tunnel().equals(TUNNEL)
                || detection.client() == null
                || detection.server() == null) {
            return;
        }
        Contact.Pair pair =
                new Contact.Pair(detection.client().address(), detection.server().address());
        if (pair.client() == null || pair.server() == null || !targets.contains(pair.server())) {
            return;
        }
        suspected.put(pair, true);
        Contact contact = contacts.get(pair);
        if (contact != null) {
            want(contact);
        }
    }

    private void want(Contact contact) {
        if (!askings.isAsked(contact.server().address())) {
            asking.execute(() -> ask(contact));
        }
    }

    private void ask(Contact contact) {
        Endpoint server = contact.server();
        try {
            switch (askings.begin(server.address())) {
                case ASK -> {}
                case ASKED_ALREADY -> {
                    return;
                }
                case TOO_MANY -> {
                    held.incrementAndGet();
                    return;
                }
            }
            trouble = null;
        } catch (IOException fault) {
            trouble =
                    "nobody is asked while it can't be written down: "
                            + fault
                            + "; see to the disk and the rights of the folder";
            LOG.error("{}", trouble);
            return;
        }
        LOG.info("asking {} from {} what it is", server, source);
        asked.incrementAndGet();
        ConfirmationTranscript transcript =
                new ConfirmationTranscript(contact.now(), server, source, asker.ask(server));
        Intake into = intake;
        if (into == null || !into.take(transcript)) {
            lost.incrementAndGet();
        }
    }

    @Override
    public void begin(Intake events) {
        intake = events;
    }

    @Override
    public void end() {
        intake = null;
    }

    @Override
    public String section() {
        return "confirmation";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("targets", targets.networks().stream().map(Object::toString).toList());
        status.put("source", source == null ? null : source.toString());
        status.put("connections", seen.get());
        status.put("asked", asked.get());
        status.put("askedInADay", askings.count());
        status.put("heldBack", held.get());
        status.put("answersLost", lost.get());
        return status;
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        faults.forEach(
                fault ->
                        troubles.add(
                                "conf/org.sekisho.confirmation.cfg: "
                                        + fault
                                        + "; until then nobody is asked"));
        if (trouble != null) {
            troubles.add("confirmation: " + trouble);
        }
        return troubles;
    }

    /** What was used last. */
    private static final class Recent<V> extends LinkedHashMap<Contact.Pair, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Contact.Pair, V> eldest) {
            return size() > MOST_PAIRS;
        }
    }
}
