// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Event;
import org.sekisho.event.Origin;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * Takes every stream and says at its end what it read: per direction the number of bytes and a hash
 * of them. Asks for odd amounts, so that the engine has to hold bytes back.
 */
class ContentDissector implements StreamDissector {
    /** What was read of a stream. */
    record Content(
            Origin origin, long toServer, long hashToServer, long toClient, long hashToClient)
            implements Event {}

    /** Hash of the same kind over bytes that are at hand. */
    static long hash(byte[] bytes) {
        long hash = 0;
        for (byte each : bytes) {
            hash = hash * 31 + each;
        }
        return hash;
    }

    @Override
    public String protocol() {
        return "content";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 40;
    }

    /** Where in the state a number is that the first layout has at this place. */
    int at(int at) {
        return at;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        return Probe.YES;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        int bytesAt = at(direction.ordinal() * 16);
        int hashAt = at(direction.ordinal() * 16 + 8);
        long hash = scope.state().i64(hashAt);
        int take = bytes.length() > 7 ? bytes.length() - 3 : bytes.length();
        for (int i = 0; i < take; i++) {
            hash = hash * 31 + (byte) bytes.u8(i);
        }
        scope.state().i64(bytesAt, scope.state().i64(bytesAt) + take);
        scope.state().i64(hashAt, hash);
        return take;
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        // what is missing is in no sum
    }

    @Override
    public void end(StreamScope scope) {
        scope.emit(
                new Content(
                        scope.origin(),
                        scope.state().i64(at(0)),
                        scope.state().i64(at(8)),
                        scope.state().i64(at(16)),
                        scope.state().i64(at(24))));
    }
}
