// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.operate.StatusSource;
import org.sekisho.respond.Notice;
import org.sekisho.respond.Notifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mails notices; there as long as it is configured. One thread takes notices and gathers them,
 * another sends, so that a slow server holds up neither the notices nor whoever sends them.
 */
@Component(
        service = {Notifier.class, StatusSource.class},
        configurationPid = "org.sekisho.responder.email",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = EmailConfiguration.class)
public final class EmailNotifier implements Notifier, StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(EmailNotifier.class);
    private static final int MOST_UNREAD = 32_768;
    private static final int MOST_SENTENCE = 500;
    private static final long FAREWELL_MILLIS = 1_500;
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

    /** Puts an end to the thread that takes notices. */
    private static final Notice END = new Notice(Notice.Kind.TEST, 0, 0, null, null, "");

    private final EmailConfiguration configuration;
    private final MailSettings settings;
    private final SmtpServer server;
    private final MailingList regular;
    private final MailingList escalation;
    private final Triage triage;
    private final Postman postman;
    private final BlockingQueue<Notice> unread = new ArrayBlockingQueue<>(MOST_UNREAD);
    private final AtomicLong overrun = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread reader = new Thread(this::read, "sekisho-email");
    private final Thread sender = new Thread(this::send, "sekisho-email-smtp");

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public EmailNotifier(
            BundleContext context,
            EmailConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(Path.of(context.getProperty("sekisho.home")), configuration);
        start();
    }

    EmailNotifier(Path home, EmailConfiguration configuration) {
        this.configuration = configuration;
        settings = MailSettings.of(configuration);
        server = new SmtpServer(configuration, home.resolve("conf"));
        Path spool = home.resolve("data/spool/email");
        long room = (long) configuration.spool_mib() << 20;
        regular = list(spool.resolve("to"), room);
        escalation =
                settings.escalationTo().isEmpty()
                        ? null
                        : list(spool.resolve("escalation"), room / 4);
        triage = new Triage(settings, regular, escalation);
        List<Postman.Round> rounds = new ArrayList<>();
        rounds.add(new Postman.Round(regular, settings.to(), false));
        if (escalation != null) {
            rounds.add(new Postman.Round(escalation, settings.escalationTo(), true));
        }
        postman =
                new Postman(
                        server,
                        settings.from(),
                        triage,
                        rounds,
                        new Letter.Style(
                                new Wording(configuration.language(), ZoneId.systemDefault()),
                                configuration.subject_prefix().replaceAll("\\p{Cntrl}", " "),
                                SmtpServer.sensor()));
        settings.faults().forEach(fault -> LOG.error("no mail is sent: {}", fault));
    }

    private MailingList list(Path folder, long room) {
        return new MailingList(
                new SpoolFolder(folder), settings.window().toNanos(), room, System.nanoTime());
    }

    void start() {
        reader.setDaemon(true);
        sender.setDaemon(true);
        reader.start();
        sender.start();
    }

    private void read() {
        try {
            for (Notice notice = unread.take(); notice != END; notice = unread.take()) {
                try {
                    triage.take(notice, System.nanoTime(), System.currentTimeMillis());
                } catch (RuntimeException fault) {
                    LOG.error("a notice could not be kept for a mail", fault);
                }
            }
        } catch (InterruptedException told) {
            // the end
        }
    }

    private void send() {
        try {
            long wait = 0;
            // a notice may come any time and make something due sooner
            while (!stopping.await(Math.min(wait, LONGEST_WAIT), TimeUnit.NANOSECONDS)) {
                wait =
                        settings.faults().isEmpty()
                                ? postman.turn(System.nanoTime(), System.currentTimeMillis())
                                : LONGEST_WAIT;
            }
        } catch (InterruptedException told) {
            // the end; what waits is in the spool
        }
    }

    @Deactivate
    void stop() {
        stopping.countDown();
        sender.interrupt();
        try {
            if (!unread.offer(END, FAREWELL_MILLIS, TimeUnit.MILLISECONDS)) {
                reader.interrupt();
            }
            reader.join(FAREWELL_MILLIS);
            reader.interrupt();
            regular.store();
            if (escalation != null) {
                escalation.store();
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public void notify(Notice notice) {
        if (!unread.offer(notice)) {
            overrun.incrementAndGet();
        }
    }

    @Override
    public String test(Notice notice) throws IOException {
        if (!settings.faults().isEmpty()) {
            throw new IOException(String.join("; ", settings.faults()));
        }
        try {
            String answer = postman.test(CaseFacts.printable(notice.text(), MOST_SENTENCE));
            String refused = server.refusedRecipients();
            return server.shown()
                    + " took it for "
                    + settings.to().stream()
                            .map(address -> address.getAddress())
                            .collect(Collectors.joining(", "))
                    + (refused == null ? "" : ", but not for " + refused)
                    + ": "
                    + answer;
        } catch (MailFault fault) {
            throw new IOException(server.shown() + ": " + fault.getMessage(), fault);
        }
    }

    @Override
    public String section() {
        return "email";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("server", server.shown());
        status.put("security", configuration.smtp_security());
        status.put("sent", postman.sent());
        status.put("waiting", regular.count());
        status.put("escalationsWaiting", escalation == null ? 0 : escalation.count());
        status.put("bytesWaiting", regular.bytes() + (escalation == null ? 0 : escalation.bytes()));
        status.put("unread", unread.size());
        status.put("dropped", dropped());
        status.put("failures", postman.failures());
        return status;
    }

    private long dropped() {
        return overrun.get() + regular.dropped() + (escalation == null ? 0 : escalation.dropped());
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        settings.faults()
                .forEach(
                        fault ->
                                troubles.add(
                                        "conf/org.sekisho.responder.email.cfg: "
                                                + fault
                                                + "; until then mails wait"));
        if (postman.trouble() != null) {
            troubles.add(
                    "email: "
                            + regular.count()
                            + " cases wait for "
                            + server.shown()
                            + ": "
                            + postman.trouble());
        }
        if (server.refusedRecipients() != null) {
            troubles.add(
                    "email: the server does not accept the recipients "
                            + server.refusedRecipients()
                            + "; correct to and escalation.to");
        }
        if (configuration.smtp_security().equals("none") && !configuration.smtp_user().isBlank()) {
            troubles.add(
                    "email: the password goes to "
                            + server.shown()
                            + " in clear; set smtp.security to starttls or tls");
        }
        long lately =
                regular.droppedSinceMail()
                        + (escalation == null ? 0 : escalation.droppedSinceMail());
        if (lately > 0) {
            troubles.add(
                    "email: "
                            + lately
                            + " cases were not kept for a mail, because too many waited; see to the"
                            + " mail server, or raise spool.mib");
        }
        if (regular.trouble() != null) {
            troubles.add("email: " + regular.trouble());
        }
        return troubles;
    }
}
