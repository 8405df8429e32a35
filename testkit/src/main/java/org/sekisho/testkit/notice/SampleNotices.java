// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.notice;

import java.time.Duration;
import java.util.List;
import org.sekisho.decide.Action;
import org.sekisho.decide.Block;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.State;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;
import org.sekisho.respond.Notice;

/** Notices as the daemon makes them, about cases that differ in their number. */
public final class SampleNotices {
    /** 2026-11-22T18:50:17.123456Z, in nanoseconds since 1970-01-01. */
    public static final long TIME = 1_795_373_417_123_456_000L;

    /** What the server of a case is called. */
    public static final String NAME = "hub.fjord.example";

    private static final long MAC = 0x4eb9afac0874L;

    private SampleNotices() {}

    /** A notice of this kind about a case. */
    public static Notice about(Notice.Kind kind, long caseId, State state, String name) {
        Detection detection = detection(caseId, state, name);
        return new Notice(
                kind, caseId, TIME, detection, watched(detection), sentence(kind, detection));
    }

    /** A new case, confirmed. */
    public static Notice detected(long caseId) {
        return about(Notice.Kind.DETECTED, caseId, State.CONFIRMED, NAME);
    }

    /** A notice of this kind about a case that is blocked. */
    public static Notice blocked(Notice.Kind kind, long caseId) {
        Detection detection = detection(caseId, State.CONFIRMED, NAME);
        Block block =
                Block.pair(detection.client().address(), detection.server().address(), Action.DROP);
        Decision decision =
                new Decision(
                        detection.id(),
                        Decision.Verdict.BLOCK,
                        block,
                        Duration.ofMinutes(10),
                        "A session was seen with evidence of both ends.");
        return new Notice(kind, caseId, TIME, detection, decision, sentence(kind, detection));
    }

    /** A notice in which every text that can come from the network is this one. */
    public static Notice hostile(long caseId, String text) {
        Detection detection = detection(caseId, State.CONFIRMED, text);
        Decision decision =
                new Decision(
                        detection.id(), Decision.Verdict.WATCH, null, null, "Watching " + text);
        return new Notice(
                Notice.Kind.DETECTED, caseId, TIME, detection, decision, "Tunnel to " + text);
    }

    /** A notice about no case. */
    public static Notice trouble(String text) {
        return new Notice(Notice.Kind.TROUBLE, 0, TIME, null, null, text);
    }

    /** The notice that somebody asks for who sets a notifier up. */
    public static Notice test() {
        return new Notice(
                Notice.Kind.TEST, 0, TIME, null, null, "uid 1000 asked for a test notice.");
    }

    /** A case of a client 10.x.y.z, told apart by its number, with a server of this name. */
    public static Detection detection(long id, State state, String name) {
        Party client =
                new Party(
                        IpAddress.v4(0x0a000000 | (int) id & 0xffffff),
                        50922,
                        null,
                        new MacAddress(MAC));
        Party server = new Party(IpAddress.v4(0xc612_1e60), 443, name, null);
        return new Detection(
                id,
                "softether",
                state,
                state == State.CONFIRMED ? 0.99991 : state == State.LIKELY ? 0.95 : 0.6,
                0.000999,
                client,
                server,
                Method.TLS,
                List.of(Method.TLS, Method.UDP_ACCELERATION),
                null,
                "tcp",
                "5",
                TIME - 2_000_000_000L,
                TIME,
                62,
                true,
                List.of(
                        evidence(client, server, "SE-TLS-CH", 4.6, 10, "ClientHello to " + name),
                        evidence(client, server, "SE-TLS-CERT", 8.9, 18, "CN=" + name)),
                List.of("SE-DDNS"));
    }

    private static Evidence evidence(
            Party client, Party server, String id, double weight, long frame, String detail) {
        return new Evidence(
                new Technique(id, "what " + id + " sees", "tls", false, weight, "counted"),
                "softether",
                Finding.TUNNEL,
                new Subject(client, server, Roles.SYN, null),
                Method.TLS,
                true,
                "5",
                7,
                frame,
                TIME,
                detail,
                Octets.NONE);
    }

    private static Decision watched(Detection detection) {
        return new Decision(
                detection.id(),
                Decision.Verdict.WATCH,
                null,
                null,
                "Watching only: everything between client and server would be blocked for 10"
                        + " minutes.");
    }

    private static String sentence(Notice.Kind kind, Detection detection) {
        return switch (kind) {
            case DETECTED -> "A tunnel was found: " + detection.client().address() + ".";
            case CHANGED -> "The case has become surer.";
            case BLOCKED -> "Everything between the two ends is blocked for 10 minutes.";
            case RELEASED -> "The block has ended.";
            case PROVED -> "effective after 0.4 s";
            case QUIET -> "in force after 0.4 s, and nothing came to be stopped";
            case STILL_FLOWING -> "still flowing: another rule accepts it first";
            default -> "A notice.";
        };
    }
}
