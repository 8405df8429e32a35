// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sekisho.detect.Method;
import org.sekisho.packet.IpAddress;

/**
 * One labelled capture of a manifest: what is in it, so what has to be found.
 *
 * @param file path relative to the manifest
 * @param positive whether there is a tunnel, or at least its software
 * @param scenario what was recorded
 * @param version of the software; empty for negatives
 * @param client the end that dials; null if there is none
 * @param server the end that listens; null if there is none
 * @param transport how it travels, in the manifest's words
 * @param notes what the recording says about itself
 */
record ManifestEntry(
        String file,
        boolean positive,
        String scenario,
        String version,
        IpAddress client,
        IpAddress server,
        String transport,
        String notes) {
    /**
     * Reads a row.
     *
     * @throws IllegalArgumentException if a column is missing or the label is neither of the two
     */
    static ManifestEntry of(Map<String, String> row) {
        String label = column(row, "label");
        if (!label.equals("positive") && !label.equals("negative")) {
            throw new IllegalArgumentException(
                    "label must be positive or negative, not '" + label + "'");
        }
        return new ManifestEntry(
                column(row, "file"),
                label.equals("positive"),
                column(row, "scenario"),
                column(row, "softether_version"),
                IpAddress.parse(column(row, "vpn_client_ip")),
                IpAddress.parse(column(row, "vpn_server_ip")),
                column(row, "transport").toLowerCase(Locale.ROOT),
                column(row, "notes"));
    }

    private static String column(Map<String, String> row, String name) {
        String value = row.get(name);
        if (value == null) {
            throw new IllegalArgumentException("column '" + name + "' is missing");
        }
        return value.strip();
    }

    /** Whether the software itself reported that a session was up. */
    boolean established() {
        return notes.startsWith("verified connected");
    }

    /** The methods that are right, by the manifest's transport; none for a negative. */
    Set<Method> rightMethods() {
        Set<Method> right = EnumSet.noneOf(Method.class);
        if (!positive) {
            return right;
        }
        for (String part : transport.split("\\+")) {
            right.addAll(methodsOf(part));
        }
        if (transport.equals("dns+udp")) {
            // look-ups of an idle server, not VPN over DNS
            right = EnumSet.of(Method.CONTROL, Method.HUB);
        }
        String told = notes.toLowerCase(Locale.ROOT);
        if (told.contains("administration") || told.contains("login refused")) {
            right.add(Method.CONTROL);
        }
        return right;
    }

    private Set<Method> methodsOf(String part) {
        String told = (scenario + " " + notes).toLowerCase(Locale.ROOT);
        if (part.equals("udp") && told.contains("openvpn") || part.equals("openvpn")) {
            return EnumSet.of(Method.OPENVPN_CLONE);
        }
        if (part.equals("udp") && told.contains("l2tp")) {
            return EnumSet.of(Method.L2TP_CLONE);
        }
        if (part.equals("tcp") && told.contains("sstp")) {
            return EnumSet.of(Method.SSTP_CLONE);
        }
        if (part.equals("tcp") && told.contains("openvpn client")) {
            return EnumSet.of(Method.OPENVPN_CLONE);
        }
        if (part.startsWith("tcp-via-socks")) {
            return EnumSet.of(Method.SOCKS);
        }
        return switch (part) {
            case "tcp", "udp" -> EnumSet.of(Method.TLS, Method.PLAIN, Method.UDP_ACCELERATION);
            case "tcp-via-http-connect" -> EnumSet.of(Method.HTTP_PROXY);
            case "ssh" -> EnumSet.of(Method.SSH);
            case "icmp" -> EnumSet.of(Method.ICMP);
            case "dns" -> EnumSet.of(Method.DNS);
            // the manifest names the protocol; which datagrams carried it is for the capture to
            // show
            case "rudp" -> EnumSet.of(Method.R_UDP, Method.DNS, Method.ICMP);
            case "l2" -> EnumSet.of(Method.BRIDGE, Method.SECURE_NAT);
            case "attempts" -> EnumSet.of(Method.CONTROL);
            default -> EnumSet.noneOf(Method.class);
        };
    }
}
