// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.nio.charset.StandardCharsets;
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

/** Detections for tests. */
record Found(
        State state,
        Method method,
        String client,
        String server,
        Via via,
        String detail,
        String name) {
    Found(State state, Method method, String client, String server, Via via, String detail) {
        this(state, method, client, server, via, detail, null);
    }

    /** 2026-11-22T18:50:17.123456Z. */
    static final long TIME = 1795373417_123456000L;

    static Found tls(String client, String server) {
        return new Found(State.CONFIRMED, Method.TLS, client, server, null, "as seen");
    }

    Found as(State other) {
        return new Found(other, method, client, server, via, detail, name);
    }

    Found by(Method other) {
        return new Found(state, other, client, server, via, detail, name);
    }

    Found through(Via proxy) {
        return new Found(state, method, client, server, proxy, detail, name);
    }

    /** The name by which the server was asked for. */
    Found named(String other) {
        return new Found(state, method, client, server, via, detail, other);
    }

    Found saying(String text) {
        return new Found(state, method, client, server, via, text, name);
    }

    Detection detection() {
        Party dialling =
                client == null
                        ? null
                        : new Party(
                                IpAddress.parse(client),
                                50922,
                                null,
                                new MacAddress(0x4eb9afac0874L));
        Party listening =
                server == null ? null : new Party(IpAddress.parse(server), 443, name, null);
        Subject subject = new Subject(dialling, listening, Roles.SYN, via);
        List<Evidence> evidence =
                List.of(
                        evidence("SE-NAME", 9.21034, 10, subject),
                        evidence("SE-CHAIN", 0, 62, subject));
        return new Detection(
                1,
                "softether",
                state,
                0.99914,
                1 / 1001.0,
                dialling,
                listening,
                method,
                List.of(method),
                via,
                "tcp",
                "5",
                TIME,
                TIME + 1_000_000,
                62,
                true,
                evidence,
                List.of("SE-OTHER"));
    }

    private Evidence evidence(String id, double weight, long frame, Subject subject) {
        return new Evidence(
                new Technique(id, "what " + id + " sees", "family", weight == 0, weight, "counted"),
                "softether",
                Finding.TUNNEL,
                subject,
                method,
                true,
                "5",
                1,
                frame,
                TIME,
                detail,
                Octets.of("GET /\0\u00ff".getBytes(StandardCharsets.ISO_8859_1)));
    }
}
