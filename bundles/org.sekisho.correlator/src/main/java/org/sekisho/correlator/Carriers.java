// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import org.sekisho.detect.Method;

/** Methods by what they are to a session. */
final class Carriers {
    private Carriers() {}

    /** Whether a session can travel so, beside the mere findings. */
    static boolean isCarrier(Method method) {
        return switch (method) {
            case BRIDGE, SECURE_NAT, HUB, CONTROL -> false;
            default -> true;
        };
    }

    /** Whether a server waits for it at a port of its own choice, which clients must know. */
    static boolean hasListener(Method method) {
        return switch (method) {
            case TLS, PLAIN, SSTP_CLONE, OPENVPN_CLONE, L2TP_CLONE, WIREGUARD_CLONE -> true;
            default -> false;
        };
    }

    /** Whether a client tries this beside TCP when it connects (wire facts §6.1). */
    static boolean isRaced(Method method) {
        return method == Method.R_UDP || method == Method.ICMP || method == Method.DNS;
    }

    /** The word for {@code transport} in output. */
    static String transport(Method method) {
        return switch (method) {
            case TLS, PLAIN, HTTP_PROXY, SOCKS, SSH, SSTP_CLONE -> "tcp";
            case ICMP -> "icmp";
            case BRIDGE, SECURE_NAT -> "ethernet";
            // names, NAT traversal, keep-alives and registrations travel in datagrams
            case UDP_ACCELERATION,
                    R_UDP,
                    DNS,
                    OPENVPN_CLONE,
                    L2TP_CLONE,
                    WIREGUARD_CLONE,
                    HUB,
                    CONTROL ->
                    "udp";
        };
    }
}
