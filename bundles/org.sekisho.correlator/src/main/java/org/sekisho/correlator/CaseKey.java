// SPDX-License-Identifier: Apache-2.0
package org.sekisho.correlator;

import org.sekisho.detect.Evidence;
import org.sekisho.detect.Finding;
import org.sekisho.detect.Subject;

/**
 * Whom a case is about.
 *
 * @param kind what kind of case
 * @param tunnel kind of tunnel, such as {@code softether}
 * @param first for a pair the lesser end, else the host
 * @param second for a pair the greater end, else null
 */
record CaseKey(Kind kind, String tunnel, End first, End second) {
    /** What a case is about. */
    enum Kind {
        /** Two ends; which of them dials is not part of the key. */
        PAIR,
        /** A host of which no pair is known: look-ups, registrations, an offered hub. */
        HOST,
        /** A host on the local network that bridges. */
        LAN
    }

    /** Where this evidence belongs, or null if its subject can't be told from others. */
    static CaseKey of(Evidence evidence) {
        Subject subject = evidence.subject();
        End client = End.of(subject.client());
        End server = End.of(subject.server());
        End host = client != null ? client : server;
        if (host == null) {
            return null;
        }
        if (evidence.finding() == Finding.LAN) {
            return new CaseKey(Kind.LAN, evidence.tunnel(), host, null);
        }
        if (client == null || server == null || client.equals(server) || !aboutPair(evidence)) {
            boolean offers = evidence.finding() == Finding.HUB && server != null;
            return new CaseKey(Kind.HOST, evidence.tunnel(), offers ? server : host, null);
        }
        boolean ordered = client.compareTo(server) < 0;
        return new CaseKey(
                Kind.PAIR, evidence.tunnel(), ordered ? client : server, ordered ? server : client);
    }

    /**
     * A control finding that names two ends is about that pair only if it says how a tunnel between
     * them would travel; else the other end is a service that the software asks.
     */
    private static boolean aboutPair(Evidence evidence) {
        return switch (evidence.finding()) {
            case TUNNEL -> true;
            case CONTROL -> evidence.method() != null && Carriers.isCarrier(evidence.method());
            case HUB, LAN -> false;
        };
    }

    /** Whether this end is one of the two, or the host. */
    boolean names(End end) {
        return first.equals(end) || end.equals(second);
    }
}
