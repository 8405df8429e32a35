// SPDX-License-Identifier: Apache-2.0
/**
 * Events of IPv6 neighbour and router discovery (RFC 4861): what ARP is for IPv4, and who says to
 * be a router. The Ethernet addresses of a message's flow are those of the flow's first message,
 * which is good enough because a flow here is a pair of link-local addresses.
 */
@Export
@Version("1.0.0")
package org.sekisho.event.neighbour;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
