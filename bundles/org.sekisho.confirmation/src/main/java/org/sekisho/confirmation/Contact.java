// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Transport;

/**
 * A connection over TCP in which a server answered a client, as the packets tell it.
 *
 * @param origin the connection and the frame of the answer
 * @param seen value of {@link System#nanoTime} then
 */
record Contact(Origin origin, long seen) {
    /** The two ends by their addresses on the wire. */
    record Pair(IpAddress client, IpAddress server) {}

    /**
     * The connection of this answer; null if it is none that anybody may be asked for. A stream
     * inside another one names a target that a client only wrote down; without SYN and ClientHello
     * either end may be the server; and what both ends have not acknowledged, one sender may have
     * made up.
     */
    static Contact of(ServerHello hello) {
        Origin origin = hello.origin();
        if (!origin.twoWay()
                || origin.flow().transport() != Transport.TCP
                || origin.flow().carrier() != null
                || origin.flow().roles().compareTo(Roles.PROTOCOL) < 0) {
            return null;
        }
        return new Contact(origin, System.nanoTime());
    }

    Pair pair() {
        return new Pair(origin.flow().client().address(), server().address());
    }

    /** Whom to ask: the server's end of this very connection. */
    Endpoint server() {
        Endpoint end = origin.flow().server();
        return new Endpoint(end.address(), end.port());
    }

    /** The same place at the present moment of packet time. */
    Origin now() {
        return new Origin(
                origin.flow(),
                origin.frame(),
                origin.time() + (System.nanoTime() - seen),
                origin.twoWay());
    }
}
