// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.util.Locale;
import org.sekisho.detect.Detection;
import org.sekisho.detect.Evidence;
import org.sekisho.detect.Method;
import org.sekisho.detect.Party;

/**
 * By what a case is known again.
 *
 * @param kind what it is about, as the correlator tells cases apart
 * @param client the end that dials, in the words of {@link #end}; empty if it is not known
 * @param server the end that listens; empty if it is not known
 * @param ends kind of tunnel and its ends, whichever dials
 * @param firstEvidence the evidence that it began with
 */
record CaseIdentity(Kind kind, String client, String server, String ends, String firstEvidence) {
    /** What a case is about. */
    enum Kind {
        /** A tunnel between two ends. */
        PAIR,
        /** A host of which one end alone is known. */
        HOST,
        /** A host that joins the local network to a foreign one. */
        LAN
    }

    static CaseIdentity of(Detection detection) {
        String client = end(detection.client());
        String server = end(detection.server());
        boolean lan =
                detection.method() == Method.BRIDGE || detection.method() == Method.SECURE_NAT;
        Kind kind = lan ? Kind.LAN : client.isEmpty() || server.isEmpty() ? Kind.HOST : Kind.PAIR;
        String tunnel = Leaf.storable(detection.tunnel());
        boolean ordered = client.compareTo(server) <= 0;
        String ends =
                String.join(
                        "|",
                        tunnel,
                        kind.name(),
                        ordered ? client : server,
                        ordered ? server : client);
        String first = "";
        if (!detection.evidence().isEmpty()) {
            Evidence one = detection.evidence().get(0);
            first =
                    String.join(
                            "|",
                            tunnel,
                            Leaf.storable(one.technique().id()),
                            Long.toString(one.time()),
                            Long.toString(one.frame()));
        }
        return new CaseIdentity(kind, client, server, ends, first);
    }

    /** What tells one host from another: address, else name, else MAC address. */
    private static String end(Party party) {
        if (party == null) {
            return "";
        }
        if (party.address() != null) {
            return "ip " + party.address();
        }
        if (party.name() != null) {
            return "name " + Leaf.storable(party.name()).toLowerCase(Locale.ROOT);
        }
        return party.mac() == null ? "" : "mac " + party.mac();
    }

    /**
     * Whether a recorded case that began with the same evidence can be this one. The same evidence
     * about a host may be listed with one tunnel of it today and with another tomorrow.
     */
    boolean mayGoOnWith(Kind otherKind, String otherClient, String otherServer) {
        if (kind != otherKind) {
            // a look-up that turned out to belong to a tunnel, or a tunnel of which less is known
            return isEnd(otherClient) || isEnd(otherServer);
        }
        return switch (kind) {
            case LAN -> true;
            case HOST -> false;
            // with a new address, or turned round, or with the address of what had only a name
            case PAIR ->
                    server.equals(otherServer)
                            || client.equals(otherServer)
                            || server.equals(otherClient)
                            || client.equals(otherClient)
                                    && (server.startsWith("name ")
                                            || otherServer.startsWith("name "));
        };
    }

    private boolean isEnd(String end) {
        return !end.isEmpty() && (end.equals(client) || end.equals(server));
    }
}
