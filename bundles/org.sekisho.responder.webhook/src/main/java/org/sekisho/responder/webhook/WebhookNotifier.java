// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** Posts notices to a URL; there as long as it is configured. */
@Component(
        service = {Notifier.class, StatusSource.class},
        configurationPid = "org.sekisho.responder.webhook",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = WebhookConfiguration.class)
public final class WebhookNotifier implements Notifier, StatusSource {
    private static final long FIRST_PAUSE_MILLIS = 1_000;

    private final String sensor = sensor();
    private final boolean signed;
    private final Endpoint endpoint;
    private final Spool spool;
    private final Delivery delivery;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public WebhookNotifier(
            BundleContext context,
            WebhookConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(
                Path.of(context.getProperty("sekisho.home")),
                configuration,
                context.getProperty("sekisho.version"),
                FIRST_PAUSE_MILLIS);
    }

    WebhookNotifier(
            Path home, WebhookConfiguration configuration, String version, long firstPauseMillis) {
        signed = !configuration.secret().isEmpty();
        endpoint = new Endpoint(configuration, home.resolve("conf"), version);
        spool =
                new Spool(
                        home.resolve("data/spool/webhook"), (long) configuration.spool_mib() << 20);
        delivery = new Delivery(spool, endpoint, firstPauseMillis);
    }

    private static String sensor() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return null;
        }
    }

    @Deactivate
    void stop() {
        delivery.stop();
        spool.stop();
        endpoint.close();
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void notify(Notice notice) {
        String id = UUID.randomUUID().toString();
        spool.add(id, NoticeJson.of(notice, id, sensor));
    }

    @Override
    public String test(Notice notice) throws IOException {
        String id = UUID.randomUUID().toString();
        try {
            Endpoint.Answer answer = endpoint.post(id, NoticeJson.of(notice, id, sensor));
            if (answer.isDelivered()) {
                return endpoint.shown() + " answered " + answer.status();
            }
            throw new IOException(endpoint.shown() + ": " + answer.described());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while it waited for an answer", told);
        }
    }

    @Override
    public String section() {
        return "webhook";
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("receiver", endpoint.shown());
        status.put("signed", signed);
        status.put("delivered", delivery.delivered());
        status.put("waiting", spool.waiting());
        status.put("bytesWaiting", spool.bytes());
        status.put("dropped", spool.dropped());
        status.put("refused", delivery.refused());
        status.put("failures", delivery.failures());
        return status;
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        String undelivered = delivery.trouble();
        if (undelivered != null) {
            String lost =
                    spool.dropped() == 0
                            ? ""
                            : " (" + spool.dropped() + " were dropped because too many waited)";
            troubles.add(
                    "webhook: "
                            + spool.waiting()
                            + " notices wait for "
                            + endpoint.shown()
                            + lost
                            + ": "
                            + undelivered);
        }
        if (spool.trouble() != null) {
            troubles.add("webhook: " + spool.trouble());
        }
        return troubles;
    }
}
