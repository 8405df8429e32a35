// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.sekisho.linux.netlink.Attributes;
import org.sekisho.linux.netlink.MessageWriter;
import org.sekisho.linux.netlink.NetlinkException;
import org.sekisho.linux.netlink.NetlinkSocket;
import org.sekisho.packet.IpAddress;

/** The kernel's table of neighbours (rtnetlink(7), {@code linux/neighbour.h}). */
final class Neighbours {
    private static final int GET_NEIGHBOUR = 30;

    /** {@code struct ndmsg}. */
    private static final int HEADER = 12;

    private static final int ADDRESS = 1;
    private static final int LINK_ADDRESS = 2;

    private Neighbours() {}

    private record Neighbour(IpAddress address, byte[] station) {}

    /** Hands on each address with the link-layer address it was seen at. */
    static void read(NetlinkSocket socket, BiConsumer<IpAddress, byte[]> each)
            throws NetlinkException {
        MessageWriter writer = new MessageWriter();
        writer.begin(
                GET_NEIGHBOUR, NetlinkSocket.REQUEST | NetlinkSocket.DUMP, socket.nextSequence());
        writer.raw(new byte[HEADER]);
        List<Neighbour> found = new ArrayList<>();
        socket.ask(
                writer,
                message -> {
                    Attributes attributes = message.attributes(HEADER);
                    Attributes.Attribute address = attributes.get(ADDRESS);
                    Attributes.Attribute station = attributes.get(LINK_ADDRESS);
                    IpAddress ip = address == null ? null : Addresses.of(address.bytes());
                    if (ip != null && station != null) {
                        found.add(new Neighbour(ip, station.bytes()));
                    }
                },
                found::clear);
        found.forEach(neighbour -> each.accept(neighbour.address(), neighbour.station()));
    }
}
