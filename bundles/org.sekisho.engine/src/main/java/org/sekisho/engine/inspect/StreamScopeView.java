// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;

/**
 * The scope of a stream during one call; what the dissector answers is read from here afterwards.
 */
final class StreamScopeView extends ScopeView implements StreamScope {
    private InspectedStream stream;
    Carrier innerCarrier;
    Endpoint innerTarget;

    StreamScopeView(Inspection inspection) {
        super(inspection);
    }

    StreamScopeView of(InspectedStream stream) {
        this.stream = stream;
        record = stream.record;
        slot = stream.slot;
        done = false;
        swap = false;
        innerCarrier = null;
        innerTarget = null;
        return this;
    }

    @Override
    public Flow flow() {
        return stream.flow();
    }

    @Override
    public boolean midStream() {
        return stream.midStream;
    }

    @Override
    public void need(Direction direction, int bytes) {
        inspection.guard().check();
        stream.need[direction.ordinal()] = Math.max(1, Math.min(bytes, MAX_NEED));
    }

    @Override
    public void skip(Direction direction, long bytes) {
        inspection.guard().check();
        stream.skip[direction.ordinal()] = Math.max(0, bytes);
    }

    @Override
    public long position(Direction direction) {
        return stream.position[direction.ordinal()];
    }

    @Override
    public void inner(Carrier carrier, Endpoint target) {
        inspection.guard().check();
        innerCarrier = carrier;
        innerTarget = target;
    }
}
