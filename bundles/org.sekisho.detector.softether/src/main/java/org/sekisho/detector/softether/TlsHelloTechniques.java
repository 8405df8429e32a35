// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Subject;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.packet.IpAddress;

/**
 * SE-TLS-CH, SE-TLS-IPSNI and SE-TLS-SUITE: how SoftEther's OpenSSL says hello (wire facts §2.1 to
 * §2.3), and SE-DDNS by its server name (wire facts §7).
 */
final class TlsHelloTechniques implements TechniqueGroup {
    private static final int TLS_1_3 = 0x0304;

    private final Technique exact;
    private final Technique similar;
    private final Technique order;
    private final Technique ipName;
    private final Technique suite;
    private final Technique registration;
    private final List<String> ja4Of4;
    private final List<String> ja4Of5;
    private final List<List<Integer>> extensions = new ArrayList<>();
    private final List<Integer> optional;
    private final List<String> endings;
    private final List<String> endingsOf4;
    private final List<Integer> poorSuites;
    private final List<Integer> betterSuites;
    private final List<String> registrationNames;
    private final Subjects subjects;
    private final TlsSessions sessions;

    TlsHelloTechniques(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        exact = catalogue.technique("SE-TLS-CH");
        similar = catalogue.technique("SE-TLS-CH", "similar");
        order = catalogue.technique("SE-TLS-CH", "order");
        ipName = catalogue.technique("SE-TLS-IPSNI");
        suite = catalogue.technique("SE-TLS-SUITE");
        registration = catalogue.technique("SE-DDNS", "sni");
        ja4Of4 = catalogue.words("hello.ja4.4");
        ja4Of5 = catalogue.words("hello.ja4.5");
        for (String library : catalogue.words("hello.libraries")) {
            extensions.add(catalogue.numbers("hello.extensions." + library));
        }
        optional = catalogue.numbers("hello.extensions.optional");
        endings = catalogue.words("hello.ja4.endings");
        endingsOf4 = catalogue.words("hello.ja4.endings.4");
        poorSuites = catalogue.numbers("suite.poor");
        betterSuites = catalogue.numbers("suite.better");
        registrationNames = catalogue.words("ddns.sni");
        this.subjects = subjects;
        this.sessions = sessions;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(ClientHello.class, ServerHello.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        if (event instanceof ClientHello hello) {
            judge(hello, out);
        } else if (event instanceof ServerHello answer) {
            judge(answer, sessions.of(event).hello(), out);
        }
    }

    private void judge(ClientHello hello, EvidenceListener out) {
        Flow flow = hello.origin().flow();
        String name = hello.serverName();
        if (name != null && registrationNames.contains(name)) {
            new Report(registration, hello.origin(), subjects.listening(flow))
                    .matched(name)
                    .to(out, "server name " + name + ", as for DDNS registration");
            return;
        }
        Technique fits = fitting(hello);
        if (fits != null) {
            new Report(fits, hello.origin(), subjects.of(flow))
                    .tunnel(Subjects.method(flow))
                    .generation(generation(hello.ja4()))
                    .matched(hello.ja4())
                    .to(out, howItFits(fits) + hello.ja4());
        }
        if (name != null && IpAddress.parse(name) != null) {
            new Report(ipName, hello.origin(), subjects.of(flow))
                    .tunnel(Subjects.method(flow))
                    .matched(name)
                    .to(out, "server name is an IP address: " + name);
        }
    }

    private String howItFits(Technique fits) {
        if (fits == exact) {
            return "ClientHello of a known build: ";
        }
        return fits == similar
                ? "ClientHello like those of known builds: "
                : "ClientHello with the extensions of known builds: ";
    }

    /** The form in which SE-TLS-CH fits, or null. */
    private Technique fitting(ClientHello hello) {
        if (ja4Of4.contains(hello.ja4()) || ja4Of5.contains(hello.ja4())) {
            return exact;
        }
        List<Integer> sent =
                hello.extensions().stream().filter(each -> !optional.contains(each)).toList();
        if (!extensions.contains(sent)) {
            return null;
        }
        return endings.contains(ending(hello.ja4())) ? similar : order;
    }

    private static String ending(String ja4) {
        return ja4.substring(ja4.lastIndexOf('_') + 1);
    }

    private String generation(String ja4) {
        if (ja4Of4.contains(ja4) || endingsOf4.contains(ending(ja4))) {
            return "4";
        }
        return ja4Of5.contains(ja4) ? "5" : null;
    }

    private void judge(ServerHello answer, ClientHello hello, EvidenceListener out) {
        if (hello == null
                || answer.version() >= TLS_1_3
                || !poorSuites.contains(answer.cipherSuite())
                || hello.cipherSuites().stream().noneMatch(betterSuites::contains)) {
            return;
        }
        Flow flow = answer.origin().flow();
        Subject subject = subjects.of(flow);
        new Report(suite, answer.origin(), subject)
                .tunnel(Subjects.method(flow))
                .generation("4")
                .to(
                        out,
                        String.format(
                                "server chose suite %04x although better ones were offered",
                                answer.cipherSuite()));
    }
}
