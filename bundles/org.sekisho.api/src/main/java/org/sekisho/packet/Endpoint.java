// SPDX-License-Identifier: Apache-2.0
package org.sekisho.packet;

/**
 * One end of a flow.
 *
 * @param address the IP address; null for flows without IP, and for a target behind a proxy of
 *     which only the name is known
 * @param port TCP or UDP port, 0 to 65535; 0 where the transport has none
 * @param name the name by which the other end asked for it, as sent; null if none was seen
 */
public record Endpoint(IpAddress address, int port, String name) implements java.io.Serializable {
    /** Refuses ports outside 0 to 65535. */
    public Endpoint {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
    }

    /** An end point that is known by its address. */
    public Endpoint(IpAddress address, int port) {
        this(address, port, null);
    }

    /** {@code 192.0.2.1:443}, {@code [2001:db8::1]:443} or {@code name:443}. */
    @Override
    public String toString() {
        String host = address == null ? name == null ? "?" : name : address.toString();
        return (address != null && address.v6() ? "[" + host + "]" : host) + ":" + port;
    }
}
