// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.packet.IpAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks around every few seconds, on a thread of its own: addresses and routes change, and so does
 * what must not be blocked. What can't be read once stays as it was seen before.
 */
@Component(service = SurroundingsWatch.class)
public final class SurroundingsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SurroundingsWatch.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** On a router with a million routes looking takes long; it gets a twentieth of a core. */
    private static final int SHARE = 20;

    /** An administrator whose connection broke comes back within this time. */
    private static final long ABSENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final TcpTable connections = new TcpTable();
    private final ResolverFiles resolverFiles = new ResolverFiles();
    private final MailRelay mailRelay;
    private final Map<IpAddress, Long> administrators = new HashMap<>();
    private final Thread thread = new Thread(this::run, "sekisho-protect");
    private KernelTables tables;
    private Set<IpAddress> resolvers = Set.of();
    private volatile Set<Integer> ports;
    private volatile Surroundings seen;
    private volatile List<String> troubles = List.of();

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public SurroundingsWatch(
            @Reference ConfigurationAdmin admin,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(MailRelay.of(admin));
    }

    SurroundingsWatch(MailRelay mailRelay) {
        this.mailRelay = mailRelay;
        thread.setDaemon(true);
        thread.start();
    }

    /** Names the ports whose peers are administrators; nothing is told before they are known. */
    public void administration(Set<Integer> newPorts) {
        if (!newPorts.equals(ports)) {
            ports = Set.copyOf(newPorts);
            LockSupport.unpark(thread);
        }
    }

    /** What was seen last; null before anything was. */
    Surroundings seen() {
        return seen;
    }

    /** What could not be found out at the last look, one sentence each. */
    public List<String> troubles() {
        return troubles;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            long start = worked();
            Set<Integer> wanted = ports;
            if (wanted != null) {
                look(wanted);
            }
            long took = worked() - start;
            if (wanted == ports) {
                LockSupport.parkNanos(Math.max(PERIOD_NANOS, took * SHARE));
            }
        }
    }

    /** Processor time of this thread, so that a busy machine does not make it look less often. */
    private static long worked() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    }

    private void look(Set<Integer> wanted) {
        List<String> faults = new ArrayList<>();
        try {
            tables = KernelTables.read();
        } catch (IOException | RuntimeException | LinkageError fault) {
            faults.add(
                    "addresses and routes of this machine can't be read, so what must not be"
                            + " blocked may be out of date: "
                            + fault);
        }
        try {
            resolvers = resolverFiles.addresses();
        } catch (IOException | RuntimeException fault) {
            faults.add("the resolvers of this machine can't be read: " + fault);
        }
        try {
            seeAdministrators(
                    wanted.isEmpty() ? Set.of() : connections.peers(wanted), wanted.isEmpty());
        } catch (IOException | RuntimeException fault) {
            faults.add("connections of administrators can't be read: " + fault);
        }
        if (tables != null) {
            seen =
                    new Surroundings(
                            tables.macs(),
                            tables.interfaces(),
                            tables.gateways(),
                            tables.neighbours(),
                            resolvers,
                            mailRelay.addresses(),
                            administrators.keySet());
        }
        if (!faults.equals(troubles)) {
            faults.forEach(fault -> LOG.error("{}", fault));
            troubles = List.copyOf(faults);
        }
    }

    private void seeAdministrators(Set<IpAddress> present, boolean unwanted) {
        if (unwanted) {
            administrators.clear();
            return;
        }
        long now = System.nanoTime();
        Set<IpAddress> all = new HashSet<>(present);
        startedBy().ifPresent(all::add);
        all.forEach(peer -> administrators.put(peer, now));
        administrators.values().removeIf(last -> now - last > ABSENCE_NANOS);
    }

    /** The peer of the SSH session that this process was started from (ssh(1), environment). */
    private static Optional<IpAddress> startedBy() {
        return Optional.ofNullable(System.getenv("SSH_CONNECTION"))
                .map(ends -> IpAddress.parse(ends.strip().split("[ %]")[0]));
    }

    @Deactivate
    void stop() {
        thread.interrupt();
    }
}
