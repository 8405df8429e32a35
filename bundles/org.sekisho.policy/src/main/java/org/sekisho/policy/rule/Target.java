// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

import java.util.Locale;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Scope;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Via;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpPrefix;
import org.sekisho.packet.Transport;

/**
 * What a block of a detection would be.
 *
 * @param block null if there can be none
 * @param what whose traffic it covers, in words; why there can be none, if so
 * @param remark a further sentence, or empty
 */
record Target(Block block, String what, String remark) {
    private static final String PAIR = "everything between client and server";

    private static Target of(Block block, String what) {
        return new Target(block, what, "");
    }

    private static Target none(String why) {
        return new Target(null, why, "");
    }

    /** The block of this scope, or why there can be none. */
    static Target of(Detection detection, Scope scope, Action action, Lists lists) {
        if (detection.method() == Method.BRIDGE || detection.method() == Method.SECURE_NAT) {
            return mac(onTheLink(detection.client()), "the machine that bridges", action, lists);
        }
        if (Treatments.isSoftwareAlone(detection.method())) {
            return oneHost(detection, scope, action, lists);
        }
        if (scope == Scope.MAC) {
            return mac(detection.client(), "the client", action, lists);
        }
        if (scope == Scope.CLIENT) {
            return client(detection.client(), action);
        }
        if (detection.via() != null) {
            return throughProxy(detection, action);
        }
        String obstacle = obstacle(detection.client(), detection.server());
        if (obstacle != null) {
            return none(obstacle);
        }
        return switch (scope) {
            case FLOW -> flow(detection, action);
            case SERVER -> server(detection.server(), action);
            default ->
                    of(
                            Block.pair(
                                    detection.client().address(),
                                    detection.server().address(),
                                    action),
                            PAIR);
        };
    }

    /** A finding about one host: between two addresses if both are known, else all of the host. */
    private static Target oneHost(Detection detection, Scope scope, Action action, Lists lists) {
        Party client = detection.client();
        Party server = detection.server();
        if (scope == Scope.MAC) {
            return mac(client == null ? server : client, "the host", action, lists);
        }
        boolean bothNeeded = scope == Scope.PAIR || scope == Scope.FLOW;
        if (client != null && server != null && bothNeeded) {
            String obstacle = obstacle(client, server);
            return obstacle == null
                    ? of(Block.pair(client.address(), server.address(), action), PAIR)
                    : none(obstacle);
        }
        if (client != null && (server == null || scope == Scope.CLIENT)) {
            return client(client, action);
        }
        return server(server, action);
    }

    private static Target client(Party client, Action action) {
        String obstacle = obstacle(client);
        return obstacle == null
                ? of(
                        Block.client(IpPrefix.of(client.address()), action),
                        "everything to and from the client")
                : none(obstacle);
    }

    private static Target server(Party server, Action action) {
        String obstacle = obstacle(server);
        return obstacle == null
                ? of(
                        Block.server(IpPrefix.of(server.address()), action),
                        "everything to and from the server")
                : none(obstacle);
    }

    private static Target flow(Detection detection, Action action) {
        if (!hasPorts(detection)) {
            return none(
                    "Not blocked: its carrier has no ports that tell one connection from others;"
                            + " block.scope=pair would stop it.");
        }
        return of(
                Block.flow(
                        transport(detection),
                        endpoint(detection.client()),
                        endpoint(detection.server()),
                        action),
                "this connection between client and server");
    }

    private static Target throughProxy(Detection detection, Action action) {
        Via via = detection.via();
        if (via.address() == null || via.port() == 0 || isPortless(detection.client())) {
            return none(
                    "Not blocked: it goes through a proxy, and which of the client's connections"
                            + " to it carries the tunnel is not known.");
        }
        Party proxy = new Party(via.address(), via.port(), null, null);
        String obstacle = obstacle(detection.client(), proxy);
        if (obstacle != null) {
            return none(obstacle);
        }
        Endpoint end = endpoint(proxy);
        return new Target(
                Block.flow(
                        Transport.TCP,
                        endpoint(detection.client()),
                        end,
                        action == Action.LIMIT ? action : Action.RESET),
                "the client's connection to the proxy " + end,
                " A block of client and server would stop nothing on the wire, one of client and"
                        + " proxy everything else too.");
    }

    /** What was heard on the local network itself has its own MAC address, whatever its address. */
    private static Party onTheLink(Party station) {
        return station == null ? null : new Party(null, 0, null, station.mac());
    }

    private static Target mac(Party host, String who, Action action, Lists lists) {
        if (host == null || host.mac() == null) {
            return none("Not blocked: the MAC address of " + who + " is not known.");
        }
        if (host.mac().isGroup()) {
            return none("Not blocked: " + host.mac() + " is no address of one machine.");
        }
        String why = lists.whyNotDirect(host);
        if (why != null) {
            return none(
                    "Not blocked: a block by MAC address could hit others, because the host "
                            + why
                            + ".");
        }
        return of(Block.mac(host.mac(), action), "everything from the MAC address of " + who);
    }

    /** Whether one connection can be told from others between the same ends. */
    static boolean hasPorts(Detection detection) {
        return transport(detection) != null
                && !isPortless(detection.client())
                && !isPortless(detection.server());
    }

    private static Transport transport(Detection detection) {
        return switch (detection.transport().toLowerCase(Locale.ROOT)) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            default -> null;
        };
    }

    private static boolean isPortless(Party party) {
        return party == null || party.port() == 0;
    }

    private static Endpoint endpoint(Party party) {
        return new Endpoint(party.address(), party.port());
    }

    private static String obstacle(Party... parties) {
        for (Party party : parties) {
            if (party == null || party.address() == null) {
                return "Not blocked: the address of one end is not known.";
            }
            if (party.address().isSpecial()) {
                return "Not blocked: one end is a loopback, multicast or broadcast address.";
            }
        }
        boolean mixed =
                parties.length == 2 && parties[0].address().v6() != parties[1].address().v6();
        return mixed ? "Not blocked: one end has an IPv4 address and the other an IPv6 one." : null;
    }
}
