// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import java.util.Map;
import org.sekisho.detection.BoundedMap;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.tls.ClientHello;
import org.sekisho.event.tls.ServerHello;
import org.sekisho.event.tls.TlsRecords;

/** The TLS streams that are open, by flow; at most {@value #MOST}, the longest silent go first. */
final class TlsSessions {
    private static final int MOST = 16_384;

    private final Map<Long, TlsSession> byFlow = new BoundedMap<>(MOST);

    /** Takes an event before any technique sees it. */
    void learn(Event event) {
        if (event instanceof ClientHello hello) {
            of(event).hello(hello);
        } else if (event instanceof ServerHello answer) {
            of(event).answer(answer);
        } else if (event instanceof TlsRecords records) {
            of(event).add(records);
        }
    }

    /** Call when every technique has seen the end of a flow. */
    void forget(FlowEnded ended) {
        byFlow.remove(ended.origin().flow().id());
    }

    /** What is known of the stream an event belongs to. */
    TlsSession of(Event event) {
        return byFlow.computeIfAbsent(
                event.origin().flow().id(),
                id -> new TlsSession(event.origin().flow(), event.origin().time()));
    }
}
