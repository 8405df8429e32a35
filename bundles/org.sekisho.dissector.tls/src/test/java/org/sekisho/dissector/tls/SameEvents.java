// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import java.util.List;
import org.sekisho.event.Event;
import org.sekisho.testkit.StreamReplay;

/** Events as text without what may depend on how bytes were cut into segments. */
final class SameEvents {
    private SameEvents() {}

    static String text(Event event) {
        return event.toString()
                .replace(event.origin().toString(), "")
                .replaceAll("frame=\\d+, time=\\d+", "");
    }

    static List<String> texts(StreamReplay replay) {
        return replay.events().stream().map(SameEvents::text).toList();
    }
}
