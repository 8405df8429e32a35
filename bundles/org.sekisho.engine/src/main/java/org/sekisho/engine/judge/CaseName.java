// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.judge;

import org.sekisho.detect.Evidence;
import org.sekisho.detect.Party;

/** The case that evidence belongs to, in words for people. */
final class CaseName {
    private CaseName() {}

    static String of(Evidence evidence) {
        String client = of(evidence.subject().client());
        String server = of(evidence.subject().server());
        return client.isEmpty() || server.isEmpty() ? client + server : client + " → " + server;
    }

    private static String of(Party party) {
        if (party == null) {
            return "";
        }
        if (party.address() != null) {
            return party.address().toString();
        }
        return party.mac() != null ? party.mac().toString() : String.valueOf(party.name());
    }
}
