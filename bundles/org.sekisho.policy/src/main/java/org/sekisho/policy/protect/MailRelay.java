// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;

/**
 * The addresses of the server that mail notices are sent over. Its name is looked up now and then,
 * in the background: a resolver that does not answer holds nothing up, and the addresses of before
 * stay.
 */
final class MailRelay {
    private static final String PID = "org.sekisho.responder.email";
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Supplier<String> configured;
    private String host = "";
    private Set<IpAddress> known = Set.of();
    private CompletableFuture<Set<IpAddress>> asked;
    private long askedAt;

    /** The relay that this supplier names; an empty name is none. */
    MailRelay(Supplier<String> configured) {
        this.configured = configured;
    }

    /** The relay of the mail notifier's configuration. */
    static MailRelay of(ConfigurationAdmin admin) {
        return new MailRelay(() -> host(admin));
    }

    private static String host(ConfigurationAdmin admin) {
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + PID + ")");
            Object host =
                    found == null || found[0].getProperties() == null
                            ? null
                            : found[0].getProperties().get("smtp.host");
            return host == null ? "" : host.toString().strip();
        } catch (IOException | InvalidSyntaxException | IllegalStateException none) {
            return "";
        }
    }

    /** What is known of it now; asks for the rest. */
    Set<IpAddress> addresses() {
        String now = configured.get();
        if (!now.equals(host)) {
            host = now;
            known = Set.of();
            asked = null;
        }
        IpAddress literal = IpAddress.parse(host);
        if (host.isEmpty() || literal != null) {
            return literal == null ? Set.of() : Set.of(literal);
        }
        if (asked != null && asked.isDone()) {
            Set<IpAddress> answer = asked.join();
            known = answer.isEmpty() ? known : answer;
        }
        boolean due = asked == null || System.nanoTime() - askedAt >= AGAIN_NANOS;
        if (due && (asked == null || asked.isDone())) {
            askedAt = System.nanoTime();
            asked = ask(host);
        }
        return known;
    }

    private static CompletableFuture<Set<IpAddress>> ask(String name) {
        CompletableFuture<Set<IpAddress>> answer = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> answer.complete(lookUp(name)), "sekisho-protect-mail-relay");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private static Set<IpAddress> lookUp(String name) {
        Set<IpAddress> found = new HashSet<>();
        try {
            for (InetAddress address : InetAddress.getAllByName(name)) {
                found.add(IpPrefix.of(NetlinkRecord.address(address.getAddress())).address());
            }
        } catch (UnknownHostException | SecurityException none) {
            // the mail notifier tells of it
        }
        return found;
    }
}
