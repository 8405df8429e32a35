// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.conntrack;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;

/** A way to the kernel's table of connections. One thread at a time. */
interface Connections extends AutoCloseable {
    /** Name for people. */
    String name();

    /**
     * Hands on the connections of one IP version.
     *
     * @param ends if not empty, only connections with one of these at an end are wanted; others may
     *     come all the same
     * @throws IOException if they can't be read; the message says what to do
     */
    void read(boolean v6, Collection<IpAddress> ends, Consumer<Connection> each) throws IOException;

    /**
     * Deletes connections.
     *
     * @return how many were there still
     */
    int delete(Collection<Connection> connections) throws IOException;

    /** Addresses that a machine of the local network was seen with. */
    Set<IpAddress> addresses(MacAddress mac) throws IOException;

    @Override
    void close();
}
