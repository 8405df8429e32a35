// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.softether.UdpAccelerationChain;
import org.sekisho.event.softether.UdpAccelerationChain.Variant;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds SoftEther's UDP acceleration by its habit of taking the IV of a packet out of the packet
 * sent before (wire facts §5).
 *
 * <p>For each direction the state keeps three candidates of each of the last eight packets, so that
 * lost and reordered packets do not break the chain. A head that is constant, repetitive or text is
 * refused: a copy proves something only if its bytes look random and stand at that place in one
 * packet only.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class UdpAccelerationDissector implements DatagramDissector {
    /** Least payload of the second variant: IV 12, header 23, MAC 16. */
    private static final int SHORTEST = 51;

    /** Least payload of the first variant: IV 20, header 23, verification 20. */
    private static final int SHORTEST_V1 = 63;

    private static final int IV = 12;
    private static final int IV_V1 = 20;
    private static final int MAC = 16;

    /** Packets remembered in each direction. */
    private static final int DEPTH = 8;

    /** Datagrams that could be ours without a new match until the flow is given up. */
    private static final int PATIENCE = 64;

    /** Datagrams of any size until the flow is given up. */
    private static final int LONGEST_LOOK = 1024;

    // State: what both directions share, then a block for each.
    private static final int FRUITLESS = 0;
    private static final int SEEN = 2;
    private static final int BLOCKS = 4;

    // A block.
    private static final int MATCHES = 0;
    private static final int NEXT = 1;
    private static final int FILLED = 2;
    private static final int LAST_HEAD = 4;
    private static final int RING = LAST_HEAD + IV;
    private static final int PLAIN = RING + DEPTH * Candidates.SIZE;
    private static final int BLOCK = PLAIN + PlainAcceleration.STATE_SIZE;

    /** What is kept of a packet: three places from which the next IV may be taken. */
    private static final class Candidates {
        static final int AT_12 = 0;
        static final int BEFORE_MAC = AT_12 + IV;
        static final int TAIL = BEFORE_MAC + IV;
        static final int SIZE = TAIL + IV_V1;
    }

    @Override
    public String protocol() {
        return "softether-acceleration";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return BLOCKS + 2 * BLOCK;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.UDP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        state.u16(SEEN, state.u16(SEEN) + 1);
        int block = block(direction);
        int length = payload.length() + cut;
        if (cut == 0 && length >= PlainAcceleration.SHORTEST) {
            int fitting = PlainAcceleration.packet(state, block + PLAIN, scope.time(), payload);
            if (fitting == PlainAcceleration.ENOUGH) {
                Octets cookie = payload.octets(0, PlainAcceleration.COOKIE);
                publish(scope, direction, Variant.PLAIN, fitting, cookie);
                return;
            }
        }
        if (length >= SHORTEST && payload.length() >= 2 * IV) {
            chain(scope, direction, payload, cut);
        }
        if (state.u16(FRUITLESS) >= PATIENCE || state.u16(SEEN) >= LONGEST_LOOK) {
            scope.done();
        }
    }

    private static int block(Direction direction) {
        return BLOCKS + direction.ordinal() * BLOCK;
    }

    private void chain(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        int block = block(direction);
        int filled = state.u8(block + FILLED);
        int newest = (state.u8(block + NEXT) + DEPTH - 1) % DEPTH;
        if (cut == 0 && repeated(state, block, filled, payload)) {
            return;
        }
        state.u16(FRUITLESS, state.u16(FRUITLESS) + 1);
        Variant variant = null;
        if (filled > 0
                && !state.matches(block + LAST_HEAD, payload, 0, IV)
                && HighEntropy.looksRandom(payload, 0, IV)) {
            for (int age = 0; age < filled && variant == null; age++) {
                int entry = block + RING + (newest + DEPTH - age) % DEPTH * Candidates.SIZE;
                variant = match(state, entry, payload, cut);
            }
        }
        remember(state, block, payload, cut);
        if (variant != null) {
            matched(scope, direction, variant, payload);
        }
    }

    /** Frames doubled by a mirror, and packets sent to several addresses of one host. */
    private static boolean repeated(StateSlot state, int block, int filled, Payload payload) {
        for (int i = 0; i < filled; i++) {
            int tail = block + RING + i * Candidates.SIZE + Candidates.TAIL;
            if (state.matches(tail, payload, payload.length() - IV_V1, IV_V1)) {
                return true;
            }
        }
        return false;
    }

    private static Variant match(StateSlot state, int entry, Payload payload, int cut) {
        int length = payload.length();
        if (length + cut >= SHORTEST_V1
                && state.matches(entry + Candidates.TAIL, payload, 0, IV_V1)
                && !(cut == 0 && same(payload, length - IV_V1))) {
            return Variant.V1_TAIL;
        }
        if (state.matches(entry + Candidates.BEFORE_MAC, payload, 0, IV)
                && !(cut == 0 && same(payload, length - MAC - IV))) {
            return Variant.V2_TAIL;
        }
        if (state.matches(entry + Candidates.AT_12, payload, 0, IV) && !same(payload, IV)) {
            return Variant.V2_OFFSET_12;
        }
        return null;
    }

    /** Whether this packet has its head there once more: then it is nothing that was copied. */
    private static boolean same(Payload payload, int at) {
        for (int i = 0; i < IV; i++) {
            if (payload.u8(i) != payload.u8(at + i)) {
                return false;
            }
        }
        return true;
    }

    private static void remember(StateSlot state, int block, Payload payload, int cut) {
        int next = state.u8(block + NEXT);
        int entry = block + RING + next * Candidates.SIZE;
        int length = payload.length();
        state.put(entry + Candidates.AT_12, payload, IV, IV);
        if (cut == 0) {
            state.put(entry + Candidates.BEFORE_MAC, payload, length - MAC - IV, IV);
            state.put(entry + Candidates.TAIL, payload, length - IV_V1, IV_V1);
        } else {
            // A stand-in that no random head can match.
            state.put(entry + Candidates.BEFORE_MAC, NOTHING);
        }
        state.put(block + LAST_HEAD, payload, 0, IV);
        state.u8(block + NEXT, (next + 1) % DEPTH);
        state.u8(block + FILLED, Math.min(DEPTH, state.u8(block + FILLED) + 1));
    }

    private static final byte[] NOTHING = new byte[IV + IV_V1];

    private void matched(
            DatagramScope scope, Direction direction, Variant variant, Payload payload) {
        StateSlot state = scope.state();
        int block = block(direction);
        int matches = state.u8(block + MATCHES) + 1;
        boolean other = state.u8(block(direction.opposite()) + MATCHES) > 0;
        if (matches == 1 || matches == 3 && !other) {
            int size = variant == Variant.V1_TAIL ? IV_V1 : IV;
            publish(scope, direction, variant, matches, payload.octets(0, size));
        } else {
            state.u8(block + MATCHES, Math.min(255, matches));
        }
    }

    private void publish(
            DatagramScope scope, Direction direction, Variant variant, int matches, Octets copied) {
        StateSlot state = scope.state();
        state.u8(block(direction) + MATCHES, matches);
        state.u16(FRUITLESS, 0);
        boolean both = state.u8(block(direction.opposite()) + MATCHES) > 0;
        scope.emit(
                new UdpAccelerationChain(
                        scope.origin(), direction, variant, matches, both, copied));
        if (both) {
            scope.done();
        }
    }
}
