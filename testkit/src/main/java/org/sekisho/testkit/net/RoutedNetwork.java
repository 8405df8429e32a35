// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import java.io.IOException;

/**
 * A client and a server with a router between them, IPv4 and IPv6: three namespaces. Who tests a
 * firewall puts it into the router.
 */
public final class RoutedNetwork implements AutoCloseable {
    /** Address of the client. */
    public static final String CLIENT = "10.1.0.2";

    /** The client's second address. */
    public static final String CLIENT_2 = "10.1.0.3";

    /** Address of the router on the client's side. */
    public static final String ROUTER_INSIDE = "10.1.0.1";

    /** Address of the router on the server's side. */
    public static final String ROUTER_OUTSIDE = "10.2.0.1";

    /** Address of the server. */
    public static final String SERVER = "10.2.0.2";

    /** The server's second address. */
    public static final String SERVER_2 = "10.2.0.3";

    /** IPv6 address of the client. */
    public static final String CLIENT6 = "fd00:1::2";

    /** IPv6 address of the server. */
    public static final String SERVER6 = "fd00:2::2";

    private final NetworkNamespace client;
    private final NetworkNamespace router;
    private final NetworkNamespace server;

    /**
     * Makes one.
     *
     * @param purpose letters for the names of the namespaces
     */
    public RoutedNetwork(String purpose) throws IOException {
        client = new NetworkNamespace(purpose);
        router = new NetworkNamespace(purpose);
        server = new NetworkNamespace(purpose);
        client.cable("lan", router, "inside");
        server.cable("wan", router, "outside");
        router.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
        address(client, "lan", CLIENT + "/24", CLIENT6 + "/64");
        address(client, "lan", CLIENT_2 + "/24");
        address(router, "inside", ROUTER_INSIDE + "/24", "fd00:1::1/64");
        address(router, "outside", ROUTER_OUTSIDE + "/24", "fd00:2::1/64");
        router.run("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
        address(server, "wan", SERVER + "/24", SERVER6 + "/64");
        address(server, "wan", SERVER_2 + "/24");
        client.run("ip", "route", "add", "default", "via", ROUTER_INSIDE);
        client.run("ip", "-6", "route", "add", "default", "via", "fd00:1::1");
        server.run("ip", "route", "add", "default", "via", ROUTER_OUTSIDE);
        server.run("ip", "-6", "route", "add", "default", "via", "fd00:2::1");
    }

    private static void address(NetworkNamespace where, String end, String... addresses)
            throws IOException {
        where.run("sysctl", "-qw", "net.ipv6.conf." + end + ".disable_ipv6=0");
        for (String address : addresses) {
            // without looking for duplicates, or an IPv6 address could not be used at once
            if (address.indexOf(':') >= 0) {
                where.run("ip", "address", "add", address, "dev", end, "nodad");
            } else {
                where.run("ip", "address", "add", address, "dev", end);
            }
        }
    }

    /** Gives the server one more address, anywhere. */
    public void addServerAddress(String address) throws IOException {
        boolean v6 = address.indexOf(':') >= 0;
        String length = v6 ? "/128" : "/32";
        server.run("sysctl", "-qw", "net.ipv6.conf.lo.disable_ipv6=0");
        server.run("ip", "address", "add", address + length, "dev", "lo");
        router.run("ip", "route", "add", address + length, "via", v6 ? SERVER6 : SERVER);
    }

    /** Where the client is. */
    public NetworkNamespace client() {
        return client;
    }

    /** Where the firewall is. */
    public NetworkNamespace router() {
        return router;
    }

    /** Where the server is. */
    public NetworkNamespace server() {
        return server;
    }

    @Override
    public void close() {
        client.close();
        server.close();
        router.close();
    }
}
