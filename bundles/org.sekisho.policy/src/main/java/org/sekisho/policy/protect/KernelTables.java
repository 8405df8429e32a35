// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.protect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.policy.protect.Surroundings.Interface;

/**
 * Links, addresses, routes and neighbours of this machine. Numbers are those of {@code
 * linux/if_link.h}, {@code if_addr.h}, {@code rtnetlink.h} and {@code neighbour.h}.
 */
final class KernelTables {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int RTN_UNICAST = 1;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_VIA = 18;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_INCOMPLETE_OR_FAILED = 0x01 | 0x20;
    private static final int NTF_ROUTER = 0x80;
    private static final int NEXT_HOP = 8;

    private final Set<MacAddress> macs = new HashSet<>();
    private final List<Interface> interfaces = new ArrayList<>();
    private final Set<IpAddress> gateways = new HashSet<>();
    private final Map<MacAddress, Set<IpAddress>> neighbours = new HashMap<>();

    /** Reads them. */
    static KernelTables read() throws IOException {
        KernelTables tables = new KernelTables();
        try (Rtnetlink kernel = new Rtnetlink()) {
            kernel.all(Rtnetlink.Kind.LINK).forEach(tables::link);
            kernel.all(Rtnetlink.Kind.ADDRESS).forEach(tables::address);
            kernel.all(Rtnetlink.Kind.ROUTE).forEach(tables::route);
            kernel.all(Rtnetlink.Kind.NEIGHBOUR).forEach(tables::neighbour);
        }
        return tables;
    }

    Set<MacAddress> macs() {
        return macs;
    }

    List<Interface> interfaces() {
        return interfaces;
    }

    Set<IpAddress> gateways() {
        return gateways;
    }

    Map<MacAddress, Set<IpAddress>> neighbours() {
        return neighbours;
    }

    private void link(NetlinkRecord link) {
        MacAddress mac = link.mac(IFLA_ADDRESS);
        if (mac != null) {
            macs.add(mac);
        }
    }

    private void address(NetlinkRecord record) {
        // for a link between two points the first is the other end
        IpAddress other = record.address(IFA_ADDRESS);
        IpAddress local = record.address(IFA_LOCAL);
        IpAddress own = local == null ? other : local;
        int length = record.u8(1);
        if (own != null && length <= (own.v6() ? 128 : 32)) {
            IpPrefix network = new IpPrefix(other == null ? own : other, length);
            interfaces.add(new Interface(own, network, record.address(IFA_BROADCAST)));
        }
    }

    private void route(NetlinkRecord route) {
        int family = route.u8(0);
        if (route.u8(7) != RTN_UNICAST || family != AF_INET && family != AF_INET6) {
            return;
        }
        gateway(route.attributes());
        byte[] hops = route.attributes().get(RTA_MULTIPATH);
        if (hops == null) {
            return;
        }
        ByteBuffer several = ByteBuffer.wrap(hops).order(ByteOrder.nativeOrder());
        int at = 0;
        while (several.limit() - at >= NEXT_HOP) {
            int length = several.getShort(at) & 0xffff;
            if (length < NEXT_HOP || length > several.limit() - at) {
                return;
            }
            gateway(NetlinkRecord.attributes(several, at + NEXT_HOP, at + length));
            at += length + 3 & ~3;
        }
    }

    private void gateway(Map<Integer, byte[]> attributes) {
        IpAddress gateway = NetlinkRecord.address(attributes.get(RTA_GATEWAY));
        byte[] via = attributes.get(RTA_VIA);
        if (gateway == null && via != null && via.length > 2) {
            // an address of the other version of IP, behind its family
            gateway = NetlinkRecord.address(java.util.Arrays.copyOfRange(via, 2, via.length));
        }
        if (gateway != null && !gateway.isSpecial()) {
            gateways.add(gateway);
        }
    }

    private void neighbour(NetlinkRecord record) {
        IpAddress address = record.address(NDA_DST);
        MacAddress mac = record.mac(NDA_LLADDR);
        if (address == null
                || mac == null
                || mac.isGroup()
                || (record.u16(8) & NUD_INCOMPLETE_OR_FAILED) != 0) {
            return;
        }
        neighbours.computeIfAbsent(mac, first -> new TreeSet<>()).add(address);
        if ((record.u8(10) & NTF_ROUTER) != 0) {
            gateways.add(address);
        }
    }
}
