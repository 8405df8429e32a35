// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/** What carries a flow above IP or Ethernet. */
public enum Transport {
    /** TCP, RFC 9293; IP protocol 6. */
    TCP,
    /** UDP, RFC 768; IP protocol 17. */
    UDP,
    /** ICMP (RFC 792) or ICMPv6 (RFC 4443); IP protocols 1 and 58. */
    ICMP,
    /** Any other IP protocol; the flow has no ports. */
    OTHER_IP,
    /** Frames above Ethernet without IP (ARP, STP …); the flow has only MAC addresses. */
    LINK
}
