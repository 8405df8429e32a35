// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sekisho.analyze.AnalysisSummary;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.Origin;
import org.sekisho.event.Roles;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Transport;

/** Captures for tests: who talked to whom, and what was noticed about them. */
final class Seen {
    static final Technique SHAPE = technique("T-SHAPE", "shape", 4.6, "counted: in many pairs");
    static final Technique LENGTHS = technique("T-LENGTHS", "lengths", 6.5, "computed: 1 in 665");
    private static final List<Technique> ALL = List.of(SHAPE, LENGTHS);

    private final Recording recording = new Recording(ALL);
    private final boolean positive;
    private final String scenario;
    private String client;
    private String server;
    private long frame;

    private Seen(boolean positive, String scenario) {
        this.positive = positive;
        this.scenario = scenario;
    }

    /** A capture of a session between 10.0.0.1 and 10.0.0.2. */
    static Seen session(String scenario) {
        return new Seen(true, scenario).talk("10.0.0.1", "10.0.0.2");
    }

    static Seen ordinary(String scenario) {
        return new Seen(false, scenario);
    }

    static Technique technique(String id, String family, double weight, String basis) {
        return new Technique(id, "what " + id + " sees", family, false, weight, basis);
    }

    /** A TCP flow begins; what is noticed next is about it. */
    Seen talk(String client, String server) {
        this.client = client;
        this.server = server;
        recording.talk(event());
        return this;
    }

    Seen notice(Technique technique) {
        recording.keep(evidence(technique), event());
        return this;
    }

    private Event event() {
        Endpoint one = new Endpoint(IpAddress.parse(client), 50000);
        Endpoint other = new Endpoint(IpAddress.parse(server), 443);
        Flow flow = new Flow(1, Transport.TCP, one, other, null, null, -1, Roles.SYN, null, null);
        return new FlowStarted(new Origin(flow, ++frame, Found.TIME + frame, true), true);
    }

    private Evidence evidence(Technique technique) {
        Subject subject =
                new Subject(
                        new Party(IpAddress.parse(client), 50000, null, null),
                        new Party(IpAddress.parse(server), 443, null, null),
                        Roles.SYN,
                        null);
        return new Evidence(
                technique,
                "softether",
                Finding.TUNNEL,
                subject,
                Method.TLS,
                true,
                null,
                1,
                frame,
                Found.TIME + frame,
                "as seen",
                Octets.NONE);
    }

    Sample sample() {
        ManifestEntry entry =
                ManifestEntry.of(
                        Map.of(
                                "file", scenario + ".pcap",
                                "label", positive ? "positive" : "negative",
                                "scenario", scenario,
                                "softether_version", "",
                                "vpn_client_ip", positive ? "10.0.0.1" : "",
                                "vpn_server_ip", positive ? "10.0.0.2" : "",
                                "transport", positive ? "tcp" : "none",
                                "notes", positive ? "verified connected" : ""));
        AnalysisSummary nothing =
                new AnalysisSummary(0, 0, 0, 0, Map.of(), 0, Map.of(), Map.of(), 0, 0, -1, 0);
        Outcome outcome = new Outcome(entry.file(), List.of(), nothing, null, true, 0);
        Rejudging real = new Rejudging(new RealCorrelators());
        return new Sample(entry, outcome.with(real.judge(recording, t -> t)), recording);
    }

    static List<Sample> samples(Seen... seen) {
        List<Sample> samples = new ArrayList<>();
        for (Seen one : seen) {
            samples.add(one.sample());
        }
        return samples;
    }
}
