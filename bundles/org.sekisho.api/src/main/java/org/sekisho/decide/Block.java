// SPDX-License-Identifier: Apache-2.0
package org.sekisho.decide;

import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Transport;

/**
 * One desired firewall fact: whose traffic, and what happens to it. Plain data, without identity
 * and without time: two equal blocks are the same block, and how long one is wanted stands beside
 * it. Traffic in both directions is meant.
 *
 * @param scope how much it covers
 * @param transport for {@link Scope#FLOW}: {@link Transport#TCP} or {@link Transport#UDP}; else
 *     null
 * @param client addresses of the end that dials; null where the scope does not name it
 * @param clientPort for {@link Scope#FLOW}: its port; else 0
 * @param server addresses of the end that listens; null where the scope does not name it
 * @param serverPort for {@link Scope#FLOW}: its port; else 0
 * @param mac for {@link Scope#MAC}: the address that frames come from or go to; else null
 * @param action what happens to the traffic
 */
public record Block(
        Scope scope,
        Transport transport,
        IpPrefix client,
        int clientPort,
        IpPrefix server,
        int serverPort,
        MacAddress mac,
        Action action)
        implements java.io.Serializable {
    /** Refuses a block that lacks what its scope is about, or says more than it. */
    public Block {
        boolean flow = scope == Scope.FLOW;
        boolean ports = isPort(clientPort) && isPort(serverPort);
        boolean named =
                (client != null) == (flow || scope == Scope.PAIR || scope == Scope.CLIENT)
                        && (server != null)
                                == (flow || scope == Scope.PAIR || scope == Scope.SERVER)
                        && (mac != null) == (scope == Scope.MAC);
        boolean detailed =
                flow
                        ? ports && (transport == Transport.TCP || transport == Transport.UDP)
                        : clientPort == 0 && serverPort == 0 && transport == null;
        boolean oneFamily =
                client == null || server == null || client.address().v6() == server.address().v6();
        if (action == null || !named || !detailed || !oneFamily) {
            throw new IllegalArgumentException(
                    "a block of scope " + scope + " lacks its address or has one too many");
        }
    }

    /** One flow, whichever end a packet comes from. */
    public static Block flow(Transport transport, Endpoint client, Endpoint server, Action action) {
        return new Block(
                Scope.FLOW,
                transport,
                IpPrefix.of(client.address()),
                client.port(),
                IpPrefix.of(server.address()),
                server.port(),
                null,
                action);
    }

    /** Everything between two addresses. */
    public static Block pair(IpAddress client, IpAddress server, Action action) {
        return pair(IpPrefix.of(client), IpPrefix.of(server), action);
    }

    /** Everything between two networks. */
    public static Block pair(IpPrefix client, IpPrefix server, Action action) {
        return new Block(Scope.PAIR, null, client, 0, server, 0, null, action);
    }

    /** Everything to and from servers. */
    public static Block server(IpPrefix server, Action action) {
        return new Block(Scope.SERVER, null, null, 0, server, 0, null, action);
    }

    /** Everything to and from clients. */
    public static Block client(IpPrefix client, Action action) {
        return new Block(Scope.CLIENT, null, client, 0, null, 0, null, action);
    }

    /** Everything from and to a MAC address. */
    public static Block mac(MacAddress mac, Action action) {
        return new Block(Scope.MAC, null, null, 0, null, 0, mac, action);
    }

    /** The same about other traffic of the same scope; null stays where the scope names nobody. */
    public Block narrowed(IpPrefix newClient, IpPrefix newServer) {
        return new Block(
                scope, transport, newClient, clientPort, newServer, serverPort, mac, action);
    }

    private static boolean isPort(int port) {
        return port >= 0 && port <= 65535;
    }

    /** In words, such as {@code pair 192.0.2.1 - 198.51.100.2}. */
    @Override
    public String toString() {
        String whom =
                switch (scope) {
                    case FLOW ->
                            transport
                                    + " "
                                    + new Endpoint(client.address(), clientPort)
                                    + " - "
                                    + new Endpoint(server.address(), serverPort);
                    case PAIR -> client + " - " + server;
                    case SERVER -> server.toString();
                    case CLIENT -> client.toString();
                    case MAC -> mac.toString();
                };
        return (scope + " " + whom).toLowerCase(java.util.Locale.ROOT);
    }
}
