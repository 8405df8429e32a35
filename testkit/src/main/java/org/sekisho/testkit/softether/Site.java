// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.softether;

import java.io.IOException;
import org.sekisho.testkit.net.NetworkNamespace;

/**
 * A client, a router and a server in network namespaces of their own. All that the two say to each
 * other passes the router, at its interfaces {@value #TO_CLIENT} and {@value #TO_SERVER}.
 */
public final class Site implements AutoCloseable {
    public static final String TO_CLIENT = "to-client";
    public static final String TO_SERVER = "to-server";
    public static final String CLIENT_ADDRESS = "10.1.0.2";
    public static final String SERVER_ADDRESS = "10.2.0.2";

    private final NetworkNamespace client;
    private final NetworkNamespace router;
    private final NetworkNamespace server;

    /**
     * Builds the networks.
     *
     * @param purpose letters for the namespaces' names
     */
    public Site(String purpose) throws IOException {
        client = new NetworkNamespace(purpose + "-c");
        router = new NetworkNamespace(purpose + "-r");
        server = new NetworkNamespace(purpose + "-s");
        try {
            join(client, TO_CLIENT, "10.1.0.1", CLIENT_ADDRESS);
            join(server, TO_SERVER, "10.2.0.1", SERVER_ADDRESS);
            router.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    private void join(NetworkNamespace host, String end, String gateway, String address)
            throws IOException {
        router.cable(end, host, "eth0");
        router.run("ip", "address", "add", gateway + "/24", "dev", end);
        host.run("ip", "address", "add", address + "/24", "dev", "eth0");
        host.run("ip", "route", "add", "default", "via", gateway);
    }

    public NetworkNamespace client() {
        return client;
    }

    public NetworkNamespace router() {
        return router;
    }

    public NetworkNamespace server() {
        return server;
    }

    @Override
    public void close() {
        try {
            client.close();
        } finally {
            try {
                server.close();
            } finally {
                router.close();
            }
        }
    }
}
