// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;

/** The target of a CONNECT request in authority-form (RFC 9112 §3.2.3): {@code host:port}. */
final class ConnectTarget {
    /** Longest target kept: a name of 255 characters (RFC 1035 §2.3.4), a colon and a port. */
    static final int LONGEST = 261;

    private ConnectTarget() {}

    /**
     * An IP literal becomes the address, an IPv6 one in brackets; anything else is kept as a name.
     *
     * @return null if the text is not of that form
     */
    static Endpoint parse(String target) {
        int colon = target.lastIndexOf(':');
        if (target.length() > LONGEST || colon <= 0) {
            return null;
        }
        int port = port(target.substring(colon + 1));
        if (port < 0) {
            return null;
        }
        String host = target.substring(0, colon);
        if (host.charAt(0) == '[') {
            boolean closed = host.charAt(host.length() - 1) == ']';
            IpAddress v6 = closed ? IpAddress.parse(host.substring(1, host.length() - 1)) : null;
            return v6 != null && v6.v6() ? new Endpoint(v6, port) : null;
        }
        IpAddress v4 = IpAddress.parse(host);
        if (v4 != null && !v4.v6()) {
            return new Endpoint(v4, port);
        }
        return isName(host) ? new Endpoint(null, port, host) : null;
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            port = port * 10 + (c - '0');
        }
        return port <= 65535 ? port : -1;
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f || "/:@[]".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }
}
