// SPDX-License-Identifier: Apache-2.0
/**
 * Second arrow: bytes become events. Vendors implement {@link org.sekisho.dissect.StreamDissector}
 * (TCP and streams found inside other traffic), {@link org.sekisho.dissect.DatagramDissector} (UDP,
 * ICMP) or {@link org.sekisho.dissect.LinkDissector} (ARP and other EtherTypes) and register them
 * as prototype-scoped services; the engine takes one instance for each of its workers, so a
 * dissector is plain single-threaded code. What it must remember of a flow it keeps in the {@link
 * org.sekisho.dissect.StateSlot} lent to it, so that a successor can carry on.
 */
@Export
@Version("1.0.0")
package org.sekisho.dissect;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
