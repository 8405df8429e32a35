// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * Passes over TLS records (RFC 8446 §5.1) and hands on what follows them: as a TLS dissector does.
 */
final class TlsThenClear implements StreamDissector {
    @Override
    public String protocol() {
        return "tls-then-clear";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 0;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        if (head.length() < 3) {
            return Probe.MORE;
        }
        return record(head) ? Probe.YES : Probe.NO;
    }

    private static boolean record(Payload bytes) {
        return bytes.u8(0) >= 20 && bytes.u8(0) <= 23 && bytes.u8(1) == 3;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        scope.need(direction, 5);
        if (bytes.length() < 5) {
            return 0;
        }
        if (!record(bytes)) {
            scope.inner(Carrier.AFTER_TLS, null);
            return 0;
        }
        scope.skip(direction, bytes.u16(3));
        return 5;
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        scope.done();
    }

    @Override
    public void end(StreamScope scope) {}
}
