// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Set;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.detection.Catalogue;
import org.sekisho.event.Event;
import org.sekisho.event.Flow;
import org.sekisho.event.tls.TlsFramingLost;

/**
 * SE-TLS-DESYNC: after the welcome, a session with the old "fast RC4" goes on without TLS records
 * (wire facts §3.5). Clear framing has a technique of its own.
 */
final class FramingLossTechnique implements TechniqueGroup {
    private static final int ALERT = 21;
    private static final int LEAST_BYTES = 4;

    private final Technique lost;
    private final int leastRecords;
    private final Subjects subjects;
    private final TlsSessions sessions;

    FramingLossTechnique(Catalogue catalogue, Subjects subjects, TlsSessions sessions) {
        lost = catalogue.technique("SE-TLS-DESYNC");
        leastRecords = catalogue.number("desync.records", 1, 1000);
        this.subjects = subjects;
        this.sessions = sessions;
    }

    @Override
    public Set<Class<? extends Event>> events() {
        return Set.of(TlsFramingLost.class);
    }

    @Override
    public void judge(Event event, EvidenceListener out) {
        TlsFramingLost seen = (TlsFramingLost) event;
        TlsSession session = sessions.of(event);
        boolean handshake = session.hello() != null && session.answer() != null;
        // after an alert both ends may go on in clear by agreement, such as FTP does
        if (!handshake
                || session.lastIs(ALERT)
                || seen.records() < leastRecords
                || !looksEncrypted(seen.bytes().toBytes())) {
            return;
        }
        Flow flow = event.origin().flow();
        new Report(lost, seen.origin(), subjects.of(flow))
                .tunnel(Subjects.method(flow))
                .generation("4")
                .matched(seen.bytes())
                .to(out, "bytes that are no TLS record after " + seen.records() + " records");
    }

    /** Neither text nor the clear framing of wire facts §3.4. */
    private static boolean looksEncrypted(byte[] bytes) {
        if (bytes.length < LEAST_BYTES) {
            return false;
        }
        boolean block = bytes[0] == 0 && bytes[1] == 0;
        boolean keepAlive = bytes[0] == -1 && bytes[1] == -1 && bytes[2] == -1 && bytes[3] == -1;
        boolean text = true;
        for (byte b : bytes) {
            text &= b >= ' ' && b < 127 || b == '\r' || b == '\n' || b == '\t';
        }
        return !block && !keepAlive && !text;
    }
}
