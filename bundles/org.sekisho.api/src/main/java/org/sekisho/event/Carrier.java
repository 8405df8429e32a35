// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

/** What carries an inner stream. */
public enum Carrier {
    /** HTTP CONNECT (RFC 9110 §9.3.6). */
    HTTP_PROXY("http-proxy"),
    /** SOCKS 4, 4a or 5 (RFC 1928). */
    SOCKS("socks"),
    /** SoftEther's reliable UDP directly in UDP datagrams. */
    R_UDP("r-udp"),
    /** The same in ICMP messages. */
    ICMP("icmp"),
    /** The same in DNS messages. */
    DNS("dns"),
    /** Bytes in clear that follow TLS on the same connection. */
    AFTER_TLS("plain"),
    /** The control channel of OpenVPN. */
    OPENVPN("openvpn-clone");

    private final String label;

    Carrier(String label) {
        this.label = label;
    }

    /** The word used in output and in {@code method} of detections. */
    public String label() {
        return label;
    }
}
