// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.eve;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Method;
import org.sekisho.detect.State;

/** What an alert says it is: the same number for the same kind of finding, for ever. */
final class Signature {
    /** The range that users of Suricata keep for rules of their own begins at 1,000,000. */
    private static final int FIRST = 1_790_000;

    /** The class of rules about tunnels in rule sets of others. */
    private static final String CATEGORY = "Potential Corporate Privacy Violation";

    private Signature() {}

    /** The object {@code alert}. */
    static Map<String, Object> of(Detection detection, boolean blocked) {
        Map<String, Object> alert = new LinkedHashMap<>();
        alert.put("action", blocked ? "blocked" : "allowed");
        alert.put("gid", 1);
        alert.put("signature_id", FIRST + number(detection.method()));
        alert.put("rev", 1);
        alert.put(
                "signature",
                "SEKISHO "
                        + detection.tunnel()
                        + " "
                        + detection.method().label()
                        + " ("
                        + detection.state().label()
                        + ")");
        alert.put("category", CATEGORY);
        alert.put("severity", severity(detection.state()));
        return alert;
    }

    /** 1 is the gravest. */
    private static int severity(State state) {
        return switch (state) {
            case CONFIRMED -> 1;
            case LIKELY -> 2;
            case SUSPECTED -> 3;
        };
    }

    // numbers are never given to another method: people write them into their filters
    private static int number(Method method) {
        return switch (method) {
            case TLS -> 1;
            case PLAIN -> 2;
            case HTTP_PROXY -> 3;
            case SOCKS -> 4;
            case SSH -> 5;
            case UDP_ACCELERATION -> 6;
            case R_UDP -> 7;
            case ICMP -> 8;
            case DNS -> 9;
            case BRIDGE -> 10;
            case SECURE_NAT -> 11;
            case HUB -> 12;
            case CONTROL -> 13;
            case OPENVPN_CLONE -> 14;
            case SSTP_CLONE -> 15;
            case L2TP_CLONE -> 16;
            case WIREGUARD_CLONE -> 17;
        };
    }
}
