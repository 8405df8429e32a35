// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event.arp;

import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/**
 * An ARP request or reply for IPv4 above Ethernet (RFC 826). Of the messages between two Ethernet
 * addresses at most 8 in a second are published: enough for every exchange, too little for a storm.
 *
 * @param origin where and when; the flow's MAC addresses are those of the Ethernet frame, which may
 *     differ from those that the message names
 * @param operation 1 request, 2 reply
 * @param senderMac hardware address of the sender as the message says
 * @param senderAddress protocol address of the sender; 0.0.0.0 in a probe (RFC 5227 §1.1)
 * @param targetMac hardware address of the target; means nothing in a request
 * @param targetAddress protocol address of the target
 */
public record ArpMessage(
        Origin origin,
        int operation,
        MacAddress senderMac,
        IpAddress senderAddress,
        MacAddress targetMac,
        IpAddress targetAddress)
        implements Event {
    /** Value of {@code operation} of a request. */
    public static final int REQUEST = 1;

    /** Value of {@code operation} of a reply. */
    public static final int REPLY = 2;
}
