// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ike;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Payload;

/**
 * Answers seen before what they answer, by flow: a mirror port delays the directions of a link
 * unlike, and a capture may miss a question. At most {@value #MOST} are kept, of which the oldest
 * go first; forged ones can so push out others, and then an answer that came early is lost.
 */
final class EarlyAnswers {
    private static final int MOST = 64;

    /** Longer ones are not what is looked for. */
    private static final int MOST_BYTES = 1024;

    /**
     * An answer.
     *
     * @param sender who sent it
     * @param payload a copy of the datagram
     */
    record Answer(Endpoint sender, Payload payload) {}

    private final Map<Long, Answer> byFlow =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Answer> eldest) {
                    return size() > MOST;
                }
            };

    /** Keeps an answer that goes this way, unless it is too long. */
    boolean keep(DatagramScope scope, Direction direction, Payload payload) {
        if (payload.length() > MOST_BYTES) {
            return false;
        }
        byte[] copy = payload.octets(0, payload.length()).toBytes();
        Payload kept = new Payload();
        kept.set(copy, 0, copy.length);
        byFlow.put(scope.flow().id(), new Answer(sender(scope, direction), kept));
        return true;
    }

    /** What was kept of a flow; null if nothing is any more. */
    Answer of(DatagramScope scope) {
        return byFlow.get(scope.flow().id());
    }

    void forget(DatagramScope scope) {
        byFlow.remove(scope.flow().id());
    }

    static Endpoint sender(DatagramScope scope, Direction direction) {
        return direction == Direction.TO_SERVER ? scope.flow().client() : scope.flow().server();
    }
}
