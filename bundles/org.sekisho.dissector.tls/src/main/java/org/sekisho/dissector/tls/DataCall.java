// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.sekisho.dissect.StreamScope;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/** What one call of {@link TlsDissector#data} was about; filled anew for each. */
final class DataCall {
    final TlsState state = new TlsState();
    StreamScope scope;
    Direction direction;
    Payload bytes;

    void begin(StreamScope scope, Direction direction, Payload bytes) {
        this.scope = scope;
        this.direction = direction;
        this.bytes = bytes;
        state.on(scope.state());
    }

    int phase() {
        return state.phase(direction);
    }

    /** Whether at least so many bytes are there from the first not consumed on. */
    boolean has(int count) {
        return bytes.length() >= count;
    }

    /** Asks to be called again when so many bytes are there, and consumes none. */
    int await(int count) {
        scope.need(direction, count);
        return 0;
    }
}
