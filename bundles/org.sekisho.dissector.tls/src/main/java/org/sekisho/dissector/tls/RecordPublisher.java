// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.sekisho.dissect.StreamScope;

/** Puts records into the run, publishes it when due, and lets bulk transfers go. */
final class RecordPublisher {
    /** A flow is followed at least so long. */
    private static final int ALWAYS_FOLLOWED = 64;

    /** A run of more bytes in less time is a transfer; keep-alives are far from either. */
    private static final int BULK_BYTES = 65536;

    private static final long BULK_NANOSECONDS = 10_000_000_000L;

    private boolean letGo;

    /** A new call begins. */
    void begin() {
        letGo = false;
    }

    /** Whether the flow was let go in this call. */
    boolean hasLetGo() {
        return letGo;
    }

    /** Takes down the record whose header is at this index of the call's bytes. */
    void note(DataCall call, int at) {
        TlsState state = call.state;
        int length = RecordHeader.length(call.bytes, at);
        state.noted(call.direction, at + RecordHeader.SIZE + length);
        if (letGo) {
            return;
        }
        if (!state.seen(call.direction)) {
            state.seen(call.direction, true);
            state.recordVersion(call.direction, call.bytes.u8(at + 2));
        }
        int type = RecordHeader.type(call.bytes, at);
        RecordRun run = state.run;
        run.add(call.direction, type, length, call.scope.frame(), call.scope.time());
        if (run.isDue()) {
            letGo =
                    run.total() >= ALWAYS_FOLLOWED
                            && run.bytes() > BULK_BYTES
                            && run.duration() < BULK_NANOSECONDS;
            publish(call.scope, state);
            if (letGo) {
                call.scope.done();
            }
        }
    }

    /** Publishes what is pending. */
    void publish(StreamScope scope, TlsState state) {
        if (state.run.pending() > 0) {
            scope.emit(state.run.take(scope.origin(), !state.is(TlsState.INCOMPLETE)));
        }
    }
}
