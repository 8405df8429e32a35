// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.LinkType;

/** One interface; exists as long as its configuration does. */
@Component(
        configurationPid = "org.sekisho.capture.afpacket",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AfpacketConfiguration.class, factory = true)
public final class AfpacketSource implements CaptureSource {
    /** {@code ARPHRD_ETHER} and {@code ARPHRD_LOOPBACK} of {@code linux/if_arp.h}. */
    private static final int ETHERNET = 1;

    private static final int LOOPBACK = 772;

    /** Hardware types without a link header: PPP, tunnels of IP in IP, and none. */
    private static final List<Integer> RAW_IP = List.of(512, 768, 769, 776, 65534);

    /** Positions in a ring are ints, so it has to be below 2 GiB. */
    private static final int MOST_MIB = 1024;

    private final AfpacketConfiguration configuration;
    private final String name;

    /** Made by Declarative Services, for each configuration. */
    @Activate
    public AfpacketSource(
            AfpacketConfiguration configuration,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(configuration);
    }

    AfpacketSource(AfpacketConfiguration configuration) {
        this.configuration = configuration;
        name = configuration.$interface() == null ? "" : configuration.$interface().strip();
    }

    @Override
    public String name() {
        return name.isEmpty() ? "afpacket" : name;
    }

    @Override
    public List<FrameQueue> open() throws CaptureException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new CaptureException(
                    "AF_PACKET exists on Linux only; use org.sekisho.capture.pcap4j here", null);
        }
        NetworkInterfaceFiles files = new NetworkInterfaceFiles(name);
        int index = files.index();
        if (index < 0) {
            throw new CaptureException(
                    missing() + "; there are: " + String.join(", ", NetworkInterfaceFiles.names()),
                    null);
        }
        int hardware = files.hardwareType();
        int linkType = linkType(hardware);
        byte[] filter =
                configuration.filter().isBlank()
                        ? FilterCompiler.first(configuration.snaplen())
                        : FilterCompiler.compile(
                                name, configuration.filter(), linkType, configuration.snaplen());
        if (configuration.ring_mib() < 1 || configuration.ring_mib() > MOST_MIB) {
            throw new CaptureException(
                    "ring.mib of " + name + " must be 1 to " + MOST_MIB + " (MiB)", null);
        }
        int workers = Math.max(1, configuration.workers());
        PacketSocket.Wish wish =
                new PacketSocket.Wish(
                        name,
                        index,
                        configuration.promiscuous(),
                        configuration.ring_mib(),
                        filter,
                        workers > 1);
        List<PacketSocket> sockets = new ArrayList<>();
        List<FrameQueue> queues = new ArrayList<>();
        boolean done = false;
        try {
            for (int i = 0; i < workers; i++) {
                PacketSocket socket =
                        PacketSocket.open(wish, sockets.isEmpty() ? null : sockets.get(0));
                sockets.add(socket);
                queues.add(
                        new RingQueue(
                                socket,
                                wish,
                                linkType,
                                hardware == LOOPBACK,
                                configuration.snaplen()));
            }
            // only now, when each has its share: before, they would see the same frames
            for (PacketSocket socket : sockets) {
                socket.begin(wish);
            }
            done = true;
            return List.copyOf(queues);
        } finally {
            if (!done) {
                queues.forEach(FrameQueue::close);
                if (sockets.size() > queues.size()) {
                    sockets.get(queues.size()).close();
                }
            }
        }
    }

    private String missing() {
        return switch (name) {
            case "" -> "no interface is named: set the key 'interface'";
            case "any" ->
                    "all interfaces at once can be had through org.sekisho.capture.pcap4j only;"
                            + " here there is one source for each interface";
            default -> "there is no interface '" + name + "'";
        };
    }

    private int linkType(int hardware) throws CaptureException {
        if (hardware == ETHERNET || hardware == LOOPBACK) {
            return LinkType.ETHERNET;
        }
        if (RAW_IP.contains(hardware)) {
            return LinkType.RAW;
        }
        throw new CaptureException(
                "the interface "
                        + name
                        + " is of hardware type "
                        + hardware
                        + ", which this source can't read; use org.sekisho.capture.pcap4j",
                null);
    }

    @Override
    public String trouble() {
        return new NetworkInterfaceFiles(name).isUp()
                ? ""
                : "the interface " + name + " is down: ip link set " + name + " up";
    }

    @Override
    public void close() {
        // everything belongs to the queues
    }
}
