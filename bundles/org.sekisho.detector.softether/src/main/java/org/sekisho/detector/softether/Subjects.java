// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Via;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.event.Roles;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/**
 * Whom evidence is about: the client of the outermost flow, and the server that it really talks to.
 * Behind a proxy that is the proxy's target; inside reliable UDP it is the outer server itself.
 */
final class Subjects {
    private final RecentNames names;

    Subjects(RecentNames names) {
        this.names = names;
    }

    /** Both ends of a flow. */
    Subject of(Flow flow) {
        Flow outer = flow.outermost();
        Endpoint target = target(flow);
        boolean direct = target == outer.server();
        return new Subject(
                client(outer),
                direct
                        ? party(outer.client().address(), target, outer)
                        : proxied(outer.client().address(), target),
                outer.roles(),
                via(flow));
    }

    /** Both ends of a flow, the other way round. */
    Subject turned(Flow flow, Roles roles) {
        Flow outer = flow.outermost();
        return new Subject(
                new Party(outer.server().address(), outer.server().port(), null, outer.serverMac()),
                new Party(outer.client().address(), outer.client().port(), null, outer.clientMac()),
                roles,
                null);
    }

    /** The client of the outermost flow alone: the software is there, its peer is not known. */
    Subject clientOnly(Flow flow) {
        return new Subject(client(flow.outermost()), null, flow.outermost().roles(), null);
    }

    /** The client of the outermost flow as the host on which a server runs. */
    Subject listening(Flow flow) {
        Flow outer = flow.outermost();
        Party host = new Party(outer.client().address(), 0, null, outer.clientMac());
        return new Subject(null, host, outer.roles(), null);
    }

    /** The host that dialled this flow to a relay, which leads clients to it. */
    Subject listeningBehind(Flow flow) {
        Subject host = listening(flow);
        Endpoint relay = flow.outermost().server();
        Via via = new Via("relay", relay.address(), relay.port());
        return new Subject(null, host.server(), host.roles(), via);
    }

    /** The client of this flow, and another host that its message names. */
    Subject with(Flow flow, IpAddress server, int port, Roles roles) {
        Flow outer = flow.outermost();
        IpAddress client = outer.client().address();
        Party dialler = new Party(client, 0, null, outer.clientMac());
        return new Subject(
                dialler, new Party(server, port, names.nameOf(client, server), null), roles, null);
    }

    /** How a tunnel in this flow travels. */
    static Method method(Flow flow) {
        if (flow.carrier() == null) {
            return Method.TLS;
        }
        return switch (flow.carrier()) {
            case HTTP_PROXY -> Method.HTTP_PROXY;
            case SOCKS -> Method.SOCKS;
            case R_UDP -> Method.R_UDP;
            case ICMP -> Method.ICMP;
            case DNS -> Method.DNS;
            case AFTER_TLS -> Method.PLAIN;
            case OPENVPN -> Method.OPENVPN_CLONE;
        };
    }

    /** The end that the client wants to reach, as far as the innermost proxy knows. */
    static Endpoint target(Flow flow) {
        for (Flow at = flow; at.outer() != null; at = at.outer()) {
            if (isProxy(at.carrier())) {
                return at.server();
            }
        }
        return flow.outermost().server();
    }

    /** The real target's address if known. */
    IpAddress targetAddress(Flow flow) {
        return resolved(flow.outermost().client().address(), target(flow));
    }

    private static boolean isProxy(Carrier carrier) {
        return carrier == Carrier.HTTP_PROXY || carrier == Carrier.SOCKS;
    }

    private static Via via(Flow flow) {
        Via via = null;
        for (Flow at = flow; at.outer() != null; at = at.outer()) {
            if (isProxy(at.carrier())) {
                Endpoint proxy = at.outer().server();
                via = new Via(at.carrier().label(), proxy.address(), proxy.port());
            }
        }
        return via;
    }

    private static Party client(Flow outer) {
        return new Party(outer.client().address(), outer.client().port(), null, outer.clientMac());
    }

    private Party party(IpAddress client, Endpoint server, Flow outer) {
        String name = server.name();
        if (name == null && server.address() != null) {
            name = names.nameOf(client, server.address());
        }
        return new Party(server.address(), server.port(), name, outer.serverMac());
    }

    /** A proxy's target, as its client wrote it. */
    Party proxied(IpAddress client, Endpoint target) {
        IpAddress address = resolved(client, target);
        String name = target.name();
        if (name != null && IpAddress.parse(name) != null) {
            name = null;
        }
        if (name == null && address != null) {
            name = names.nameOf(client, address);
        }
        return new Party(address, target.port(), name, null);
    }

    private IpAddress resolved(IpAddress client, Endpoint target) {
        if (target.address() != null || target.name() == null) {
            return target.address();
        }
        IpAddress literal = IpAddress.parse(target.name());
        return literal != null ? literal : names.addressOf(client, target.name());
    }
}
