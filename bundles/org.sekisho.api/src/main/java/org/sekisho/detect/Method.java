// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detect;

/** How a tunnel travels, or what kind of finding it is; the words of {@code method} in output. */
public enum Method {
    /** TLS over TCP. */
    TLS("tls"),
    /** Frames in clear over TCP after the TLS handshake. */
    PLAIN("plain"),
    /** TLS through an HTTP CONNECT proxy. */
    HTTP_PROXY("http-proxy"),
    /** TLS through a SOCKS proxy. */
    SOCKS("socks"),
    /** Through SSH port forwarding. */
    SSH("ssh"),
    /** SoftEther's UDP acceleration beside a session. */
    UDP_ACCELERATION("udp-acceleration"),
    /** Reliable UDP directly in UDP. */
    R_UDP("r-udp"),
    /** Reliable UDP in ICMP. */
    ICMP("icmp"),
    /** Reliable UDP in DNS. */
    DNS("dns"),
    /** A bridge between the local network and a foreign one. */
    BRIDGE("bridge"),
    /** SecureNAT answers on the local network. */
    SECURE_NAT("secure-nat"),
    /** A virtual hub is offered by an inside host. */
    HUB("hub"),
    /** Only look-ups, attempts, registration, administration. */
    CONTROL("control"),
    /** OpenVPN to a SoftEther server. */
    OPENVPN_CLONE("openvpn-clone"),
    /** SSTP to a SoftEther server. */
    SSTP_CLONE("sstp-clone"),
    /** L2TP to a SoftEther server, or IPsec, which hides L2TP, L2TPv3 or EtherIP. */
    L2TP_CLONE("l2tp-clone"),
    /** WireGuard to a SoftEther server. */
    WIREGUARD_CLONE("wireguard-clone");

    private final String label;

    Method(String label) {
        this.label = label;
    }

    /** The word used in output and configuration. */
    public String label() {
        return label;
    }
}
