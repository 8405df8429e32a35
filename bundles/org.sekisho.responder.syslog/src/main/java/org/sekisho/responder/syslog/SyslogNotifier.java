// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
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
import org.sekisho.respond.TlsContext;

/** Sends notices to a syslog receiver; there as long as it is configured. */
@Component(
        service = {Notifier.class, StatusSource.class},
        configurationPid = "org.sekisho.responder.syslog",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = SyslogConfiguration.class)
public final class SyslogNotifier implements Notifier, StatusSource {
    private static final int SYSLOG_TLS = 6514;
    private static final int SYSLOG_CONN = 601;
    private static final int SYSLOG = 514;

    private final SyslogConfiguration configuration;
    private final Path conf;
    private final int port;
    private final MessageFormat format;
    private final Delivery delivery;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public SyslogNotifier(
            BundleContext context,
            SyslogConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(Path.of(context.getProperty("sekisho.home")), configuration);
    }

    SyslogNotifier(Path home, SyslogConfiguration configuration) {
        this.configuration = configuration;
        conf = home.resolve("conf");
        port =
                configuration.port() != 0
                        ? configuration.port()
                        : switch (configuration.transport()) {
                            case "tls" -> SYSLOG_TLS;
                            case "tcp" -> SYSLOG_CONN;
                            default -> SYSLOG;
                        };
        format = new MessageFormat(configuration);
        delivery =
                new Delivery(
                        this::connect,
                        configuration.queue_messages(),
                        configuration.timeout_seconds());
        delivery.start();
    }

    @Deactivate
    void stop() {
        delivery.stop();
    }

    private Receiver connect() throws IOException {
        // asked for each time, because a receiver may move
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName(configuration.host().strip()), port);
        if (configuration.transport().equals("udp")) {
            return new DatagramReceiver(address);
        }
        return new StreamReceiver(
                address,
                configuration.transport().equals("tls") ? tls(configuration, conf) : null,
                1000 * configuration.timeout_seconds());
    }

    /** What can't be meant, with the remedy; empty if nothing is. */
    static List<String> faults(SyslogConfiguration configuration, Path conf) {
        List<String> faults = new ArrayList<>();
        if (configuration.host() == null || configuration.host().isBlank()) {
            faults.add("host must name the receiver, such as log.example.org");
        }
        try {
            if (configuration.transport().equals("tls")) {
                tls(configuration, conf);
            }
        } catch (IOException wrong) {
            faults.add(wrong.getMessage());
        }
        return faults;
    }

    private static SSLContext tls(SyslogConfiguration configuration, Path conf) throws IOException {
        if (configuration.certificate_file().isBlank() != configuration.key_file().isBlank()) {
            throw new IOException(
                    "certificate.file and key.file belong together; set both or none");
        }
        return TlsContext.of(
                file(conf, configuration.ca_file()),
                file(conf, configuration.certificate_file()),
                file(conf, configuration.key_file()));
    }

    private static Path file(Path conf, String name) {
        return name.isBlank() ? null : conf.resolve(name.strip());
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public void notify(Notice notice) {
        delivery.offer(format.of(notice));
    }

    @Override
    public String test(Notice notice) throws IOException {
        try (Receiver receiver = connect()) {
            receiver.send(format.of(notice));
            if (receiver instanceof DatagramReceiver datagrams) {
                datagrams.awaitRefusal();
            }
            return "sent to " + target() + " over " + receiver.described();
        } catch (IOException fault) {
            throw new IOException(target() + ": " + Reason.of(fault), fault);
        }
    }

    private String target() {
        return configuration.host().strip() + ":" + port;
    }

    @Override
    public String section() {
        return "syslog";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("receiver", target());
        status.put("transport", configuration.transport());
        status.put("sent", delivery.sent());
        status.put("waiting", delivery.waiting());
        status.put("dropped", delivery.dropped());
        status.put("failures", delivery.failures());
        return status;
    }

    @Override
    public List<String> troubles() {
        String trouble = delivery.trouble();
        if (trouble == null) {
            return List.of();
        }
        String lost =
                delivery.dropped() == 0
                        ? ""
                        : "; " + delivery.dropped() + " were dropped because too many waited";
        return List.of(
                "syslog: "
                        + delivery.waiting()
                        + " notices wait for "
                        + target()
                        + lost
                        + ": "
                        + trouble);
    }
}
