// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.time.Duration;
import java.util.ArrayList;
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
import org.sekisho.detect.Via;
import org.sekisho.event.Roles;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordedBlock;

/** Cases, decisions and blocks as the rest of the platform makes them. */
final class Samples {
    static final long SECOND = 1_000_000_000L;
    static final long HOUR = 3600 * SECOND;

    /** Wall time of this test. */
    static final long NOW = System.currentTimeMillis() * 1_000_000L;

    private Samples() {}

    static Party party(String address, int port) {
        return new Party(IpAddress.parse(address), port, null, new MacAddress(0x5e00_0102_0304L));
    }

    /** A tunnel between two ends whose first evidence was seen in this frame at this time. */
    static Detection tunnel(String client, String server, long frame, long time) {
        return detection(
                Method.TLS, party(client, 50922), party(server, 443), frame, time, time + SECOND);
    }

    static Detection detection(
            Method method, Party client, Party server, long frame, long first, long last) {
        Subject subject = new Subject(client, server, Roles.SYN, null);
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            evidence.add(
                    new Evidence(
                            new Technique(
                                    "SE-TEST-" + i,
                                    "what technique number " + i + " sees of a session",
                                    "family " + i % 3,
                                    i == 5,
                                    i * 1.5,
                                    "counted: 300 of 300 positives, 0 of 300 negatives"),
                            "softether",
                            Finding.TUNNEL,
                            subject,
                            method,
                            true,
                            "5",
                            17,
                            frame + i,
                            first + i,
                            "first request of 255 bytes = 242 + length of "
                                    + client
                                    + ", answer of "
                                    + i,
                            Octets.of(new byte[] {(byte) i, 1, 2, 3}),
                            i == 7));
        }
        return new Detection(
                frame,
                "softether",
                State.CONFIRMED,
                0.9991,
                0.000999,
                client,
                server,
                method,
                List.of(method, Method.UDP_ACCELERATION),
                new Via("socks", IpAddress.parse("2001:db8::7"), 1080),
                "tcp",
                "5",
                first,
                last,
                frame + 11,
                true,
                evidence,
                List.of("SE-NBSTAT", "SE-L2-POLL"));
    }

    static Decision blocked(Detection detection) {
        return new Decision(
                detection.id(),
                Decision.Verdict.BLOCK,
                Block.pair(detection.client().address(), detection.server().address(), Action.DROP),
                Duration.ofMinutes(10),
                "confirmed, with two independent families");
    }

    static Decision watched(Detection detection) {
        return new Decision(detection.id(), Decision.Verdict.WATCH, null, null, "watching only");
    }

    /** A block that is to be recorded. */
    static RecordedBlock block(long caseId, int number, long since) {
        return new RecordedBlock(
                0,
                caseId,
                Block.pair(
                        IpAddress.v4(0x0a000000 | number),
                        IpAddress.parse("198.51.100.1"),
                        Action.RESET),
                since,
                new Deadline(since + HOUR, "9d6f5c1e-boot", 4711 * SECOND),
                "policy",
                "a tunnel is confirmed",
                2,
                1,
                0,
                "");
    }
}
