// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.IpAddress;

/** One UDP port that mirrored frames come to; exists as long as its configuration does. */
@Component(
        configurationPid = "org.sekisho.capture.mirror",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MirrorConfiguration.class, factory = true)
public final class MirrorSource implements CaptureSource {
    private final MirrorConfiguration configuration;
    private volatile MirrorQueue queue;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public MirrorSource(
            MirrorConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(configuration);
    }

    MirrorSource(MirrorConfiguration configuration) {
        this.configuration = configuration;
    }

    private int port() {
        return configuration.port() == 0 ? encapsulation().port() : configuration.port();
    }

    private Encapsulation encapsulation() {
        return Encapsulation.valueOf(configuration.encapsulation().toUpperCase(Locale.ROOT));
    }

    @Override
    public String name() {
        return configuration.encapsulation() + ":" + port();
    }

    @Override
    public List<FrameQueue> open() throws CaptureException {
        Senders senders = senders(configuration);
        IpAddress listen = listen(configuration);
        queue = new MirrorQueue(bound(listen), senders, encapsulation());
        return List.of(queue);
    }

    /** What can't be meant, with the remedy; empty if nothing is. */
    static List<String> faults(MirrorConfiguration configuration) {
        List<String> faults = new ArrayList<>();
        try {
            senders(configuration);
        } catch (CaptureException wrong) {
            faults.add(wrong.getMessage());
        }
        try {
            listen(configuration);
        } catch (CaptureException wrong) {
            faults.add(wrong.getMessage());
        }
        return faults;
    }

    private static Senders senders(MirrorConfiguration configuration) throws CaptureException {
        Senders senders = Senders.parse(configuration.senders());
        if (senders.isEmpty()) {
            throw new CaptureException(
                    "no sender is listed, so nothing is received: set the key 'senders' to the"
                            + " addresses of the switches that mirror",
                    null);
        }
        return senders;
    }

    private static IpAddress listen(MirrorConfiguration configuration) throws CaptureException {
        IpAddress listen = IpAddress.parse(configuration.listen().strip());
        if (listen == null) {
            throw new CaptureException(
                    "'listen' must be an address of this machine, not '"
                            + configuration.listen()
                            + "'",
                    null);
        }
        return listen;
    }

    private DatagramChannel bound(IpAddress listen) throws CaptureException {
        DatagramChannel channel = null;
        boolean done = false;
        try {
            // of the address's own family, so that a sender's IPv4 address is never one in IPv6
            channel =
                    DatagramChannel.open(
                            listen.v6()
                                    ? StandardProtocolFamily.INET6
                                    : StandardProtocolFamily.INET);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, configuration.buffer_mib() << 20);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(listen.toBytes()), port()));
            done = true;
            return channel;
        } catch (BindException refused) {
            throw new CaptureException(
                    "UDP port "
                            + port()
                            + " of "
                            + listen
                            + " can't be taken ("
                            + refused.getMessage()
                            + "): no interface has that address, or another program has the port"
                            + " (ss -lun); correct 'listen' or 'port'",
                    refused);
        } catch (IOException fault) {
            throw new CaptureException(
                    "UDP port " + port() + " of " + listen + " can't be opened: " + fault, fault);
        } finally {
            if (!done && channel != null) {
                close(channel);
            }
        }
    }

    static void close(Closeable ours) {
        try {
            ours.close();
        } catch (IOException alreadyGone) {
            // it is not used any more
        }
    }

    @Override
    public String trouble() {
        MirrorQueue present = queue;
        return present == null ? "" : present.trouble();
    }

    @Override
    public void close() {
        // everything belongs to the queue
    }
}
