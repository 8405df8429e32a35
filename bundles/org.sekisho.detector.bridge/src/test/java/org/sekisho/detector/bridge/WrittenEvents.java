// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.bridge;

import java.util.List;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.arp.ArpMessage;
import org.sekisho.event.dhcp.DhcpMessage;
import org.sekisho.event.neighbour.NeighbourSolicitation;
import org.sekisho.event.neighbour.RouterAdvertisement;
import org.sekisho.event.softether.LanBeacon;
import org.sekisho.event.stp.SpanningTreeMessage;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;

/** Events that no capture has, written after the standards and the wire facts. */
final class WrittenEvents {
    private static final IpAddress NONE = IpAddress.v4(0);

    private WrittenEvents() {}

    static MacAddress mac(String text) {
        return new MacAddress(Long.parseLong(text.replace(":", ""), 16));
    }

    private static Origin origin(
            Transport transport, String from, String to, IpAddress source, long second) {
        Flow flow =
                new Flow(
                        second + 1,
                        transport,
                        new Endpoint(source, 0),
                        new Endpoint(null, 0),
                        mac(from),
                        mac(to),
                        -1,
                        Roles.FIRST_PACKET,
                        null,
                        null);
        return new Origin(flow, second + 1, (second + 1) * 1_000_000_000L, false);
    }

    static ArpMessage request(
            String from, String senderIp, String to, String targetIp, long second) {
        return new ArpMessage(
                origin(Transport.LINK, from, to, null, second),
                ArpMessage.REQUEST,
                mac(from),
                IpAddress.parse(senderIp),
                mac("00:00:00:00:00:00"),
                IpAddress.parse(targetIp));
    }

    /** As {@link #request}, in a VLAN. */
    static ArpMessage requestIn(int vlan, String from, String senderIp, long second) {
        ArpMessage plain = request(from, senderIp, "ff:ff:ff:ff:ff:ff", "192.168.1.1", second);
        Flow flow = plain.origin().flow();
        Flow tagged =
                new Flow(
                        flow.id(),
                        flow.transport(),
                        flow.client(),
                        flow.server(),
                        flow.clientMac(),
                        flow.serverMac(),
                        vlan,
                        flow.roles(),
                        null,
                        null);
        return new ArpMessage(
                new Origin(tagged, plain.origin().frame(), plain.origin().time(), false),
                plain.operation(),
                plain.senderMac(),
                plain.senderAddress(),
                plain.targetMac(),
                plain.targetAddress());
    }

    static ArpMessage reply(String from, String senderIp, String to, String targetIp, long second) {
        return new ArpMessage(
                origin(Transport.LINK, from, to, null, second),
                ArpMessage.REPLY,
                mac(from),
                IpAddress.parse(senderIp),
                mac(to),
                IpAddress.parse(targetIp));
    }

    static NeighbourSolicitation solicitation(
            String from, String source, String to, String target, long second) {
        return new NeighbourSolicitation(
                origin(Transport.ICMP, from, to, IpAddress.parse(source), second),
                Direction.TO_SERVER,
                IpAddress.parse(target),
                mac(from));
    }

    static SpanningTreeMessage tree(String from, String root, long second) {
        return new SpanningTreeMessage(
                origin(Transport.LINK, from, "01:80:c2:00:00:00", null, second),
                0,
                0,
                0,
                0x8000,
                mac(root),
                4,
                0x8000,
                mac(from),
                0x8001);
    }

    static RouterAdvertisement router(String from, String prefix, long second) {
        return new RouterAdvertisement(
                origin(Transport.ICMP, from, "33:33:00:00:00:01", null, second),
                Direction.TO_SERVER,
                mac(from),
                1500,
                List.of(prefix),
                List.of());
    }

    static LanBeacon layer3Switch(String from, long second) {
        return new LanBeacon(
                origin(Transport.UDP, from, "ff:ff:ff:ff:ff:ff", NONE, second),
                Direction.TO_SERVER,
                LanBeacon.Kind.LAYER_3_SWITCH,
                1,
                Octets.of((byte) 1));
    }

    static DhcpMessage discover(String client, String hostName, long second) {
        return new DhcpMessage(
                origin(Transport.UDP, client, "ff:ff:ff:ff:ff:ff", NONE, second),
                Direction.TO_SERVER,
                false,
                1,
                77,
                0,
                0,
                mac(client),
                NONE,
                NONE,
                NONE,
                NONE,
                300,
                true,
                List.of(53, 61, 12, 60, 55),
                null,
                null,
                -1,
                List.of(),
                List.of(),
                null,
                hostName,
                "MSFT 5.0",
                Octets.NONE);
    }
}
