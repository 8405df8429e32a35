// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Method;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.http.HttpRequest;
import org.sekisho.event.softether.AzureControl;
import org.sekisho.event.softether.ClearFrames;
import org.sekisho.event.softether.KeepAliveText;
import org.sekisho.packet.Direction;

/**
 * What servers say in clear to the maker's services, SE-KEEPALIVE, SE-AZURE-ACTL and SE-DDNS over
 * HTTP (wire facts §7), and SE-CLEAR-FRAMES, sessions without encryption (wire facts §3.5).
 */
final class ServiceTechniques implements TechniqueGroup {
    private final Technique keepAlive;
    private final Technique azure;
    private final Technique azureUnanswered;
    private final Technique registration;
    private final Technique clearFrames;
    private final Pattern registrationTargets;
    private final Pattern toolTargets;
    private final Subjects subjects;

    ServiceTechniques(Catalogue catalogue, Subjects subjects) {
        keepAlive = catalogue.technique("SE-KEEPALIVE");
        azure = catalogue.technique("SE-AZURE-ACTL");
        azureUnanswered = catalogue.technique("SE-AZURE-ACTL", "unanswered");
        registration = catalogue.technique("SE-DDNS", "http");
        clearFrames = catalogue.technique("SE-CLEAR-FRAMES");
        registrationTargets = catalogue.pattern("ddns.http.targets");
        toolTargets = catalogue.pattern("update.http.targets");
        this.subjects = subjects;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(
                KeepAliveText.class, AzureControl.class, HttpRequest.class, ClearFrames.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        Flow flow = event.origin().flow();
        if (event instanceof KeepAliveText seen) {
            if (seen.direction() == Direction.TO_SERVER) {
                new Report(keepAlive, seen.origin(), subjects.listening(flow))
                        .twoWay(false)
                        .matched(seen.text())
                        .to(out, "internet keep-alive text to " + flow.server());
            }
        } else if (event instanceof AzureControl seen) {
            judge(seen, out);
        } else if (event instanceof HttpRequest seen) {
            judge(seen, out);
        } else if (event instanceof ClearFrames seen) {
            new Report(clearFrames, seen.origin(), subjects.of(flow))
                    .tunnel(Method.PLAIN)
                    .twoWay(seen.origin().twoWay())
                    .matched(seen.head())
                    .to(
                            out,
                            seen.blocks()
                                    + " Ethernet frames and "
                                    + seen.keepAlives()
                                    + " keep-alives in clear"
                                    + (seen.bothDirections() ? ", in both directions" : "")
                                    + (seen.macs().isEmpty() ? "" : ", from " + seen.macs()));
        }
    }

    /** A relay that answers leads clients to the host. */
    private void judge(AzureControl seen, EvidenceListener out) {
        Flow flow = seen.origin().flow();
        if (seen.answered()) {
            new Report(azure, seen.origin(), subjects.listeningBehind(flow))
                    .hub()
                    .matched(seen.head())
                    .to(out, "ACTL answered with a Pack by the VPN Azure relay " + flow.server());
        } else {
            new Report(azureUnanswered, seen.origin(), subjects.listening(flow))
                    .matched(seen.head())
                    .to(out, "ACTL opens the connection to " + flow.server());
        }
    }

    private void judge(HttpRequest seen, EvidenceListener out) {
        String target = seen.target().toLowerCase(Locale.ROOT);
        boolean registers = registrationTargets.matcher(target).matches();
        if (!registers && !toolTargets.matcher(target).matches()) {
            return;
        }
        Flow flow = seen.origin().flow();
        new Report(
                        registration,
                        seen.origin(),
                        registers ? subjects.listening(flow) : subjects.clientOnly(flow))
                .matched(seen.target())
                .to(out, seen.method() + " " + seen.target());
    }
}
