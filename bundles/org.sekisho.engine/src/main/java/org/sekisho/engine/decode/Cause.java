// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.decode;

/** Why a frame was not decoded to its end. Each counts frames. */
enum Cause {
    LINK_TYPE("link type is not supported"),
    FRAME_SHORT("frame ends within a header"),
    CUT("captured part ends within a header (snap length)"),
    LINK_PROTOCOL("protocol of a loopback or cooked frame is unknown"),
    HEADER_CHAIN("too many tags, labels or extension headers"),
    TUNNEL_DEPTH("too many tunnels inside each other"),
    IP_VERSION("IP version differs from what the header before says"),
    IP_LENGTH("length in an IP header contradicts the frame"),
    EXTENSION("IPv6 extension header is malformed"),
    TCP_HEADER("TCP header length is impossible"),
    UDP_LENGTH("UDP length is impossible"),
    PPPOE("PPPoE header is malformed"),
    GRE_PPTP("GRE version 1 (PPTP) is not unwrapped"),
    GRE("GRE header or its content is not known"),
    ERSPAN("ERSPAN header is malformed, or carries neither Ethernet nor IP"),
    ETHERIP("EtherIP header is malformed"),
    FRAGMENT_MALFORMED("fragment has an impossible size or position"),
    FRAGMENT_OVERLAP("fragments overlapped with different extent; the first one counted"),
    FRAGMENT_MISSING("fragments whose packet never became complete"),
    FRAGMENT_BOUND("fragments given up at a bound");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    /** What to show to people. */
    String words() {
        return words;
    }
}
