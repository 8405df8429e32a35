// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.sekisho.linux.netlink.Attributes;
import org.sekisho.linux.netlink.Message;
import org.sekisho.linux.netlink.MessageWriter;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.responder.conntrack.Connection.Tuple;

/**
 * The kernel's table of connections over netlink; numbers are those of {@code
 * linux/netfilter/nfnetlink_conntrack.h} and {@code nf_conntrack_common.h}.
 */
final class NetlinkConnections implements Connections {
    private static final int SUBSYSTEM = 1 << 8;
    private static final int GET = 1;
    private static final int DELETE = 2;
    private static final int TUPLE_ORIGINAL = 1;
    private static final int TUPLE_REPLY = 2;
    private static final int STATUS = 3;
    private static final int ID = 12;
    private static final int ZONE = 18;
    private static final int FILTER = 25;
    private static final int IP = 1;
    private static final int PROTOCOL = 2;
    private static final int V4_SOURCE = 1;
    private static final int V4_DESTINATION = 2;
    private static final int V6_SOURCE = 3;
    private static final int V6_DESTINATION = 4;
    private static final int NUMBER = 1;
    private static final int SOURCE_PORT = 2;
    private static final int DESTINATION_PORT = 3;
    private static final int FILTER_SOURCE = 1;
    private static final int FILTER_DESTINATION = 2;
    private static final int OFFLOADED = 1 << 14 | 1 << 15;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** Deletions at once: what is refused has to find room in the socket. */
    private static final int AT_ONCE = 100;

    private final NetlinkSocket socket;
    private final MessageWriter writer = new MessageWriter();

    /**
     * Opens the socket.
     *
     * @throws IOException if the kernel refuses
     * @throws LinkageError without JNA or its native library
     */
    NetlinkConnections() throws IOException {
        socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
    }

    /** What names a connection to the kernel: its tuple, its number, its zone. */
    private record Handle(boolean v6, byte[] tuple, byte[] id, byte[] zone) {}

    @Override
    public String name() {
        return "netlink";
    }

    @Override
    public void read(boolean v6, Collection<IpAddress> ends, Consumer<Connection> each)
            throws IOException {
        if (ends.isEmpty()) {
            read(v6, null, 0, 0, each);
        }
        for (IpAddress end : ends) {
            if (end.v6() == v6) {
                for (int tuple : new int[] {TUPLE_ORIGINAL, TUPLE_REPLY}) {
                    read(v6, end, tuple, FILTER_SOURCE, each);
                    read(v6, end, tuple, FILTER_DESTINATION, each);
                }
            }
        }
    }

    /** Kernels before 5.8 know no filter and give all. */
    private void read(boolean v6, IpAddress end, int tuple, int side, Consumer<Connection> each)
            throws IOException {
        List<Connection> found = new ArrayList<>();
        begin(GET, NetlinkSocket.DUMP, v6);
        if (end != null) {
            int tuples = writer.open(tuple);
            int ip = writer.open(IP);
            boolean source = side == FILTER_SOURCE;
            writer.bytes(
                    v6 ? source ? V6_SOURCE : V6_DESTINATION : source ? V4_SOURCE : V4_DESTINATION,
                    end.toBytes());
            writer.close(ip);
            writer.close(tuples);
            int filter = writer.open(FILTER);
            writer.native32(tuple, side);
            writer.close(filter);
        }
        try {
            socket.ask(writer, message -> take(message, v6, found), found::clear);
        } catch (NetlinkException failed) {
            throw explained(failed);
        }
        found.forEach(each);
    }

    private void begin(int kind, int flags, boolean v6) {
        writer.clear();
        message(kind, flags, v6);
    }

    private void message(int kind, int flags, boolean v6) {
        writer.netfilter(
                SUBSYSTEM | kind,
                NetlinkSocket.REQUEST | flags,
                socket.nextSequence(),
                v6 ? AF_INET6 : AF_INET,
                0);
    }

    private static void take(Message message, boolean v6, List<Connection> found) {
        Attributes attributes = message.attributes();
        Attributes.Attribute named = attributes.get(TUPLE_ORIGINAL);
        Tuple original = tuple(attributes.inside(TUPLE_ORIGINAL), v6);
        Tuple reply = tuple(attributes.inside(TUPLE_REPLY), v6);
        if (named == null || original == null || reply == null) {
            return;
        }
        Handle handle =
                new Handle(
                        v6, named.bytes(), bytes(attributes.get(ID)), bytes(attributes.get(ZONE)));
        boolean offloaded = (attributes.number(STATUS, 0) & OFFLOADED) != 0;
        found.add(new Connection(original, reply, offloaded, handle));
    }

    private static byte[] bytes(Attributes.Attribute attribute) {
        return attribute == null ? null : attribute.bytes();
    }

    private static Tuple tuple(Attributes tuple, boolean v6) {
        Attributes ip = tuple.inside(IP);
        Attributes protocol = tuple.inside(PROTOCOL);
        IpAddress source = address(ip.get(v6 ? V6_SOURCE : V4_SOURCE));
        IpAddress destination = address(ip.get(v6 ? V6_DESTINATION : V4_DESTINATION));
        return source == null || destination == null
                ? null
                : new Tuple(
                        (int) protocol.number(NUMBER, 0),
                        source,
                        (int) protocol.number(SOURCE_PORT, 0),
                        destination,
                        (int) protocol.number(DESTINATION_PORT, 0));
    }

    private static IpAddress address(Attributes.Attribute attribute) {
        return attribute == null ? null : Addresses.of(attribute.bytes());
    }

    @Override
    public int delete(Collection<Connection> connections) throws IOException {
        List<Connection> all = List.copyOf(connections);
        int[] deleted = {0};
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Connection> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            writer.clear();
            for (Connection connection : some) {
                Handle handle = (Handle) connection.handle();
                message(DELETE, 0, handle.v6());
                writer.nested(TUPLE_ORIGINAL, handle.tuple());
                if (handle.id() != null) {
                    writer.bytes(ID, handle.id());
                }
                if (handle.zone() != null) {
                    writer.bytes(ZONE, handle.zone());
                }
            }
            deleted[0] += some.size();
            NetlinkException[] failure = {null};
            socket.requestEach(
                    writer,
                    refused -> {
                        deleted[0]--;
                        // one that ended by itself meanwhile is no failure
                        if (refused.error() != NetlinkException.ENOENT) {
                            failure[0] = refused;
                        }
                    });
            if (failure[0] != null) {
                throw explained(failure[0]);
            }
        }
        return deleted[0];
    }

    private static IOException explained(NetlinkException failed) {
        return switch (failed.error()) {
            case NetlinkException.EPERM ->
                    new IOException(
                            "connections may not be ended: run with the ambient capability"
                                    + " CAP_NET_ADMIN (systemd: AmbientCapabilities=CAP_NET_ADMIN;"
                                    + " or setpriv --inh-caps +net_admin --ambient-caps"
                                    + " +net_admin), or as root",
                            failed);
            case NetlinkException.EINVAL, NetlinkException.EOPNOTSUPP ->
                    new IOException(
                            "the kernel's table of connections can't be had ("
                                    + failed.getMessage()
                                    + "): modprobe nf_conntrack_netlink",
                            failed);
            default -> failed;
        };
    }

    @Override
    public Set<IpAddress> addresses(MacAddress mac) throws IOException {
        Set<IpAddress> addresses = new HashSet<>();
        try (NetlinkSocket routes = NetlinkSocket.open(NetlinkSocket.ROUTE)) {
            Neighbours.read(
                    routes,
                    (address, station) -> {
                        if (Arrays.equals(station, Addresses.bytes(mac))) {
                            addresses.add(address);
                        }
                    });
        }
        return addresses;
    }

    @Override
    public void close() {
        socket.close();
    }
}
