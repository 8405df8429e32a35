// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Exposure;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;
import org.sekisho.detect.Reconnect;
import org.sekisho.detect.State;
import org.sekisho.operate.DetectionRow;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.Notice;

/**
 * What a mail says about a case. Texts are printable, on one line and cut: this is the only way by
 * which text from the network comes into a mail.
 *
 * @param caseId number in the store, 0 if it has none
 * @param client its address, else its MAC address; empty if not known
 * @param clientText the same with what else is known of it
 * @param server its address, else its name; empty if not known
 * @param serverText the same with what else is known of it
 * @param tunnel kind and generation of the tunnel
 * @param methods how it travels, and since when anew
 * @param state how sure it is
 * @param confidence in percent
 * @param firstSeen packet time in nanoseconds
 * @param lastSeen packet time in nanoseconds
 * @param reason why it is dealt with as it is
 * @param evidence a line for each technique
 */
record CaseFacts(
        long caseId,
        String client,
        String clientText,
        String server,
        String serverText,
        String tunnel,
        String methods,
        State state,
        String confidence,
        long firstSeen,
        long lastSeen,
        String reason,
        List<String> evidence) {
    private static final int MOST_EVIDENCE = 12;
    private static final int MOST_PORTS = 8;
    private static final int SHORT = 128;
    private static final int LONG = 300;

    static CaseFacts of(Notice notice) {
        Detection detection = notice.detection();
        List<String> evidence =
                detection.evidence().stream().limit(MOST_EVIDENCE).map(CaseFacts::line).toList();
        String via =
                detection.via() == null
                        ? ""
                        : " via %s %s:%d"
                                .formatted(
                                        detection.via().kind(),
                                        detection.via().address(),
                                        detection.via().port());
        return new CaseFacts(
                notice.caseId(),
                address(detection.client()),
                text(detection.client()),
                address(detection.server()),
                text(detection.server()) + printable(via, SHORT),
                printable(detection.tunnel(), SHORT)
                        + (detection.generation() == null
                                ? ""
                                : " " + printable(detection.generation(), SHORT)),
                String.join(", ", detection.methods().stream().map(Method::label).toList())
                        + again(detection.reconnects())
                        + exposed(detection.exposure()),
                detection.state(),
                String.format(
                        Locale.ROOT, "%.2f", Math.floor(detection.confidence() * 10_000) / 100),
                detection.firstSeen(),
                detection.lastSeen(),
                notice.decision() == null ? "" : printable(notice.decision().reason(), LONG),
                evidence);
    }

    /** The last time that the tunnel was set up anew, in a few words; empty if never. */
    private static String again(List<Reconnect> reconnects) {
        if (reconnects.isEmpty()) {
            return "";
        }
        Reconnect last = reconnects.get(reconnects.size() - 1);
        return "; set up anew at "
                + DetectionRow.time(last.time())
                + (last.otherAddress() ? ", from " + address(last.from()) + " before" : "")
                + (last.otherCarrier() ? ", over " + last.before().label() + " before" : "");
    }

    /** What a hub or bridge opens the network to, in a few words; empty for others. */
    private static String exposed(Exposure exposure) {
        StringBuilder text = new StringBuilder();
        if (!exposure.stations().isEmpty()) {
            text.append("; foreign MAC addresses: ").append(exposure.stations().size());
        }
        if (!exposure.peers().isEmpty()) {
            text.append("; sessions: ").append(exposure.peers().size());
            text.append(", the first with ").append(address(exposure.peers().get(0)));
        }
        if (!exposure.listeners().isEmpty()) {
            text.append("; listens at ")
                    .append(
                            exposure.listeners().stream()
                                    .limit(MOST_PORTS)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    private static String line(Evidence evidence) {
        return printable(evidence.technique().id(), SHORT)
                + (evidence.technique().definitive()
                        ? " (definitive)"
                        : " (+"
                                + DetectionRow.rounded(evidence.technique().weight(), 1)
                                        .toPlainString()
                                + ")")
                + ": "
                + printable(evidence.detail(), LONG);
    }

    /**
     * Text from the network as a mail may hold it: printable, on one line, not too long, and
     * nothing that a mail program would make a link of.
     */
    static String printable(String text, int most) {
        return text == null ? "" : Escaped.of(text, most).replace("://", "[:]//");
    }

    private static String address(Party party) {
        if (party == null) {
            return "";
        }
        if (party.address() != null) {
            return party.address().toString();
        }
        return party.mac() != null ? party.mac().toString() : printable(party.name(), SHORT);
    }

    private static String text(Party party) {
        if (party == null) {
            return "";
        }
        StringBuilder text = new StringBuilder(address(party));
        if (party.port() != 0) {
            boolean v6 = party.address() != null && party.address().v6();
            text.insert(0, v6 ? "[" : "").append(v6 ? "]:" : ":").append(party.port());
        }
        if (party.name() != null && party.address() != null) {
            text.append(" (").append(printable(party.name(), SHORT)).append(')');
        }
        if (party.mac() != null && party.address() != null) {
            text.append(", ").append(party.mac());
        }
        return text.toString();
    }

    /** What the case is known by. */
    String key() {
        return caseId != 0 ? "case " + caseId : client + " " + server;
    }

    /**
     * Whether these are the same case: numbers begin anew when a store was lost, and a case may
     * come to know more of its ends.
     */
    boolean isSameAs(CaseFacts other) {
        return caseId == other.caseId
                && (client.isEmpty()
                        || other.client.isEmpty()
                        || Objects.equals(client, other.client)
                        || Objects.equals(server, other.server)
                        || Objects.equals(client, other.server));
    }

    /** The same without what takes room. */
    CaseFacts brief() {
        return new CaseFacts(
                caseId,
                client,
                clientText,
                server,
                serverText,
                tunnel,
                methods,
                state,
                confidence,
                firstSeen,
                lastSeen,
                reason,
                List.of());
    }
}
