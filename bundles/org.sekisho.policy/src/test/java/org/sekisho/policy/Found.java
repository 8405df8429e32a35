// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detect.Via;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;

/**
 * A detection, put together; unless told otherwise a likely session over TLS that may be blocked.
 */
public final class Found {
    /** When it was last seen, in nanoseconds. */
    public static final long SEEN = 1_700_000_000_000_000_000L;

    private long seen = SEEN;
    private State state = State.LIKELY;
    private Method method = Method.TLS;
    private String transport = "tcp";
    private boolean twoWay = true;
    private Party client = party("192.168.1.2", 50000);
    private Party server = party("203.0.113.5", 443);
    private Via via;
    private final List<Evidence> evidence = new ArrayList<>();

    /** A party without a name, whose MAC address ends in the last octet of its address. */
    public static Party party(String address, int port) {
        IpAddress parsed = IpAddress.parse(address);
        return new Party(parsed, port, null, new MacAddress(0x001b21_000000L | parsed.low() & 255));
    }

    /** A session over this carrier. */
    public static Found over(Method method) {
        Found found = new Found();
        found.method = method;
        return found;
    }

    /** A session over TLS that was seen just now. */
    public static Found now() {
        return now(Method.TLS);
    }

    /** A session over this carrier that was seen just now. */
    public static Found now(Method method) {
        Found found = over(method);
        found.seen = System.currentTimeMillis() * 1_000_000L;
        return found;
    }

    /** A session over TLS. */
    public static Found tls() {
        return new Found();
    }

    /** How sure. */
    public Found in(State newState) {
        state = newState;
        return this;
    }

    /** Where evidence of one end alone was seen. */
    public Found oneSided() {
        twoWay = false;
        return this;
    }

    /** Who dials; may be null. */
    public Found from(Party newClient) {
        client = newClient;
        return this;
    }

    /** Who listens; may be null. */
    public Found to(Party newServer) {
        server = newServer;
        return this;
    }

    /** Carried by TCP, UDP or ICMP. */
    public Found transport(String newTransport) {
        transport = newTransport;
        return this;
    }

    /** Through a proxy. */
    public Found via(String address, int port) {
        via = new Via("http-proxy", IpAddress.parse(address), port);
        return this;
    }

    /** With a technique that is enough by itself. */
    public Found definitive(Finding finding, boolean both) {
        return with(finding, "certain", true, 0, both, false);
    }

    /** With a technique of this family. */
    public Found weighing(String family, double weight, boolean both) {
        return with(Finding.TUNNEL, family, false, weight, both, false);
    }

    /** With a technique of a detector that may not convict. */
    public Found advisory(String family, double weight) {
        return with(Finding.TUNNEL, family, false, weight, true, true);
    }

    /** With a technique about the software on a host. */
    public Found software(String family, double weight, boolean both) {
        return with(Finding.CONTROL, family, false, weight, both, false);
    }

    private Found with(
            Finding finding,
            String family,
            boolean definitive,
            double weight,
            boolean both,
            boolean advisory) {
        Technique technique =
                new Technique(
                        "SE-" + evidence.size(), family, family, definitive, weight, "estimated");
        evidence.add(
                new Evidence(
                        technique,
                        "softether",
                        finding,
                        new Subject(
                                client == null && server == null ? party("192.0.2.1", 0) : client,
                                server,
                                Roles.SYN,
                                via),
                        method,
                        both,
                        null,
                        1,
                        1,
                        seen,
                        "",
                        Octets.NONE,
                        advisory));
        return this;
    }

    /** The detection. Without evidence of its own it has the two keys. */
    public Detection detection() {
        if (evidence.isEmpty()) {
            weighing("shape", 5, true).weighing("probe", 8, true);
        }
        return new Detection(
                7,
                "softether",
                state,
                0.95,
                0.001,
                client,
                server,
                method,
                List.of(method),
                via,
                transport,
                null,
                seen,
                seen,
                1,
                twoWay,
                evidence,
                List.of());
    }
}
