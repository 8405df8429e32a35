// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine.inspect;

import org.sekisho.dissect.DatagramScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.Flow;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/** The scope of a datagram during one call. */
final class DatagramScopeView extends ScopeView implements DatagramScope {
    private final DatagramInspector inspector;
    int icmpTypeAndCode;
    int icmpIdAndSequence;

    DatagramScopeView(Inspection inspection, DatagramInspector inspector) {
        super(inspection);
        this.inspector = inspector;
    }

    DatagramScopeView of(FlowRecord record, FlowRecord.DatagramBinding binding) {
        this.record = record;
        slot = binding.slot;
        done = false;
        swap = false;
        return this;
    }

    @Override
    public Flow flow() {
        return record.flow();
    }

    @Override
    public boolean midStream() {
        return record.midStream();
    }

    @Override
    public Transport transport() {
        return record.transport();
    }

    @Override
    public byte[] serverAddress() {
        return serverAddressBytes();
    }

    @Override
    public int icmpTypeAndCode() {
        return icmpTypeAndCode;
    }

    @Override
    public int icmpIdAndSequence() {
        return icmpIdAndSequence;
    }

    @Override
    public void inner(
            Carrier carrier, long stream, Direction direction, long number, Payload piece) {
        inspection.guard().check();
        inspector.inner(record, carrier, stream, direction, number, piece);
    }

    @Override
    public void innerEnd(long stream) {
        inspection.guard().check();
        inspector.innerEnd(record, stream);
    }
}
