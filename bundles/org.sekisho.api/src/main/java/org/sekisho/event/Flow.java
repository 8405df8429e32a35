// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

import org.sekisho.packet.Endpoint;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * One bidirectional conversation: a 5-tuple above TCP or UDP, a pair of addresses and an identifier
 * above ICMP, or a stream found inside another flow.
 *
 * @param id unique within an analysis, the same however many workers there are: the number of its
 *     first frame times 256, and an ordinal for what was found inside it
 * @param transport what it runs on; {@link Transport#TCP} for inner streams
 * @param client the end that opened it, as far as {@code roles} knows
 * @param server the other end; for an inner stream the real target, of which only the name may be
 *     known
 * @param clientMac source MAC address of the client's first frame (of the last router before us, if
 *     one stands between); null if the link has none
 * @param serverMac as {@code clientMac}, for the server
 * @param vlan outermost VLAN id of the first frame, or -1
 * @param roles how client and server were told apart
 * @param carrier what carries this inner stream; null for a flow that is not inside another one
 * @param outer the flow this one was found in; null as {@code carrier}
 */
public record Flow(
        long id,
        Transport transport,
        Endpoint client,
        Endpoint server,
        MacAddress clientMac,
        MacAddress serverMac,
        int vlan,
        Roles roles,
        Carrier carrier,
        Flow outer)
        implements java.io.Serializable {
    /** Refuses an inner stream without an outer flow and the reverse. */
    public Flow {
        if ((carrier == null) != (outer == null)) {
            throw new IllegalArgumentException("carrier and outer flow come together");
        }
    }

    /** The id of the flow on the wire in which one with this id was found; its own if in none. */
    public static long outermost(long id) {
        return id & ~0xffL;
    }

    /** The number of the first frame of the flow on the wire in which one with this id is. */
    public static long firstFrame(long id) {
        return id >>> 8;
    }

    /** The flow that is on the wire: this one, or the outermost that carries it. */
    public Flow outermost() {
        Flow flow = this;
        while (flow.outer != null) {
            flow = flow.outer;
        }
        return flow;
    }
}
