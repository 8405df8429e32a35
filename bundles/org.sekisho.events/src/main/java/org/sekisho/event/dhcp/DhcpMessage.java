// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.dhcp;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * A DHCP message for IPv4 (RFC 2131, options of RFC 2132). All clients without an address share one
 * flow, and so do all answers of a server to the broadcast address: whom a message is about is told
 * by {@code client} and {@code serverId}, not by the flow. Texts are at most 255 characters, a byte
 * a character, as sent.
 *
 * @param origin where and when
 * @param direction of the message within its flow
 * @param reply whether it is from a server or relay (op 2)
 * @param type message type, option 53: 1 DISCOVER, 2 OFFER, 3 REQUEST, 4 DECLINE, 5 ACK, 6 NAK, 7
 *     RELEASE, 8 INFORM; 0 if absent (BOOTP)
 * @param transaction transaction id, xid
 * @param seconds field secs
 * @param flags field flags; 0x8000 asks for broadcast answers
 * @param client hardware address of the client, chaddr; null if it is no Ethernet address
 * @param clientAddress address that the client has, ciaddr; 0.0.0.0 if none
 * @param offered address that the client gets, yiaddr; 0.0.0.0 if none
 * @param nextServer field siaddr; 0.0.0.0 if none
 * @param relay address of the relay agent, giaddr; 0.0.0.0 if there is none
 * @param length bytes of the message
 * @param namesEmpty whether the fields sname and file hold nothing
 * @param options option numbers in the order sent, without padding and end, at most 64
 * @param serverId option 54; null if absent
 * @param requested option 50; null if absent
 * @param lease seconds, option 51; -1 if absent
 * @param routers option 3, at most 8
 * @param nameServers option 6, at most 8
 * @param domain option 15; null if absent
 * @param hostName option 12; null if absent
 * @param vendorClass option 60; null if absent
 * @param clientId option 61; empty if absent
 */
public record DhcpMessage(
        Origin origin,
        Direction direction,
        boolean reply,
        int type,
        int transaction,
        int seconds,
        int flags,
        MacAddress client,
        IpAddress clientAddress,
        IpAddress offered,
        IpAddress nextServer,
        IpAddress relay,
        int length,
        boolean namesEmpty,
        List<Integer> options,
        IpAddress serverId,
        IpAddress requested,
        long lease,
        List<IpAddress> routers,
        List<IpAddress> nameServers,
        String domain,
        String hostName,
        String vendorClass,
        Octets clientId)
        implements Event {
    /** Copies the lists. */
    public DhcpMessage {
        options = List.copyOf(options);
        routers = List.copyOf(routers);
        nameServers = List.copyOf(nameServers);
    }
}
