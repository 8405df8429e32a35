// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.ClientHello;

/**
 * SE-1.0-PORT: SSL on the port of SoftEther 1.0 (wire facts §11). No capture of it is known, so
 * this never names the generation: a detection that rests on it says what was seen, not more.
 */
final class EarlyPortTechnique implements TechniqueGroup {
    private static final int TLS_1_0 = 0x0301;

    private final Technique port;
    private final Technique old;
    private final int number;
    private final List<Integer> suites;
    private final Subjects subjects;

    EarlyPortTechnique(Catalogue catalogue, Subjects subjects) {
        port = catalogue.technique("SE-1.0-PORT");
        old = catalogue.technique("SE-1.0-PORT", "old");
        number = catalogue.number("early.port", 1, 65_535);
        suites = catalogue.numbers("early.suites");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ClientHello.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        ClientHello hello = (ClientHello) event;
        Flow flow = hello.origin().flow();
        if (Subjects.target(flow).port() != number || !hello.alpn().isEmpty()) {
            return;
        }
        boolean early =
                hello.legacyVersion() <= TLS_1_0
                        && hello.cipherSuites().stream().anyMatch(suites::contains);
        new Report(early ? old : port, hello.origin(), subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .to(
                        out,
                        early
                                ? "SSL of its time with RC4 on the port of SoftEther 1.0"
                                : "TLS on the port of SoftEther 1.0");
    }
}
