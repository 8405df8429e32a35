// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.Event;
import org.sekisho.event.Roles;
import org.sekisho.event.softether.RudpChain;
import org.sekisho.event.softether.RudpInit;
import org.sekisho.event.softether.RudpSignature;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;

/**
 * Reliable UDP within one flow, whatever carries it (wire facts §6.6): learns the key seeds that
 * clients send, verifies signatures, follows the chain of IVs, and hands the segments of the stream
 * inside to the engine. The sessions of a flow that are kept are the last three.
 *
 * <p>Bulk packets have another key, which is negotiated in the stream: they fail the signature and
 * are passed over.
 */
final class RudpFlow {
    /** Bytes of state. */
    static final int STATE_SIZE;

    /** Bytes of a first packet: the seed and 19 random bytes. */
    static final int INIT = 39;

    private static final int SESSIONS = 3;

    /** Events of one flow: a forger could begin a session with every packet. */
    private static final int MOST_TOLD = 128;

    // State: the session to be overwritten next, which chains were told, packets since one
    // verified.
    private static final int NEXT = 0;
    private static final int CHAINS_TOLD = 1;
    private static final int UNVERIFIED = 2;
    private static final int TOLD = 4;
    private static final int TABLE = 8;
    private static final int CHAIN = TABLE + SESSIONS * RudpSession.SIZE;

    static {
        STATE_SIZE = CHAIN + RudpChainTrack.SIZE;
    }

    private final Carrier carrier;
    private final boolean sure;
    private final int at;
    private final RudpCipher cipher;
    private final RudpPacket packet = new RudpPacket();
    private final RudpSession session = new RudpSession();
    private final RudpStream stream;
    private final RudpChainTrack chain;
    private final byte[] seed = new byte[RudpCipher.SIZE];
    private final byte[] keys = new byte[2 * RudpCipher.SIZE];
    private boolean turned;

    /**
     * @param carrier what carries it; inside ICMP and DNS the shape of the carrier is proof, so
     *     that a first packet counts at once
     * @param at where its state begins in the slot
     */
    RudpFlow(Carrier carrier, int at) {
        this.carrier = carrier;
        this.at = at;
        sure = carrier != Carrier.R_UDP;
        cipher = new RudpCipher(sure);
        stream = new RudpStream(carrier, cipher);
        chain = new RudpChainTrack(sure);
    }

    /** The cipher, for digests of the carrier. */
    RudpCipher cipher() {
        return cipher;
    }

    /** Packets in a row that no known session has signed. */
    int unverified(StateSlot state) {
        return state.u16(at + UNVERIFIED);
    }

    /** Matches of the chain rule in a direction. */
    int chainMatches(StateSlot state, Direction direction) {
        return chain.matches(state, at + CHAIN, direction);
    }

    /** Whether the last packet made client and server change places. */
    boolean turned() {
        return turned;
    }

    /** Takes a first packet: 39 bytes, of which 20 are the seed. */
    void init(DatagramScope scope, Direction direction, Payload body) {
        turned = false;
        StateSlot state = scope.state();
        if (!HighEntropy.looksRandom(body, 0, RudpCipher.SIZE)) {
            return;
        }
        for (int i = 0; i < SESSIONS; i++) {
            int place = at + TABLE + i * RudpSession.SIZE;
            if (session.on(state, place).has(RudpSession.USED)
                    && state.matches(place, body, 0, RudpCipher.SIZE)) {
                announce(scope);
                return;
            }
        }
        int next = state.u8(at + NEXT) % SESSIONS;
        state.u8(at + NEXT, (next + 1) % SESSIONS);
        System.arraycopy(body.array(), body.arrayOffset(), seed, 0, RudpCipher.SIZE);
        cipher.deriveKeys(seed, keys);
        session.on(state, at + TABLE + next * RudpSession.SIZE).begin(seed, keys, direction);
        if (sure && direction == Direction.TO_CLIENT && turn(scope)) {
            return;
        }
        announce(scope);
    }

    private void announce(DatagramScope scope) {
        if (!session.has(RudpSession.INIT_TOLD) && (sure || verified())) {
            session.set(RudpSession.INIT_TOLD);
            tell(scope, new RudpInit(scope.origin(), carrier, session.seed()));
        }
    }

    private void tell(DatagramScope scope, Event event) {
        int told = scope.state().u8(at + TOLD);
        if (told < MOST_TOLD) {
            scope.state().u8(at + TOLD, told + 1);
            scope.emit(event);
        }
    }

    private boolean verified() {
        return session.has(RudpSession.CLIENT_VERIFIED) || session.has(RudpSession.SERVER_VERIFIED);
    }

    /** Takes any other packet; returns whether its signature verified. */
    boolean packet(DatagramScope scope, Direction direction, Payload body) {
        turned = false;
        int length = body.length();
        if (length < RudpPacket.SHORTEST || length > RudpPacket.LONGEST) {
            return false;
        }
        follow(scope, direction, body);
        StateSlot state = scope.state();
        int newest = state.u8(at + NEXT) + SESSIONS - 1;
        for (int age = 0; age < SESSIONS; age++) {
            int index = (newest + SESSIONS - age) % SESSIONS;
            session.on(state, at + TABLE + index * RudpSession.SIZE);
            if (session.has(RudpSession.USED)) {
                boolean client = session.fromClient(direction);
                int key = client ? 0 : RudpCipher.SIZE;
                session.copyKeys(keys);
                if (cipher.signed(keys, key, body)) {
                    state.u16(at + UNVERIFIED, 0);
                    verified(scope, direction, body, client, key);
                    return true;
                }
            }
        }
        state.u16(at + UNVERIFIED, Math.min(0xffff, state.u16(at + UNVERIFIED) + 1));
        return false;
    }

    private void follow(DatagramScope scope, Direction direction, Payload body) {
        StateSlot state = scope.state();
        int told = state.u8(at + CHAINS_TOLD);
        int bit = 1 << direction.ordinal();
        if ((told & bit) != 0 || !chain.packet(state, at + CHAIN, direction, body)) {
            return;
        }
        int matches = chainMatches(state, direction);
        if (matches >= chain.enough()) {
            state.u8(at + CHAINS_TOLD, told | bit);
            boolean both = (told | bit) == 3;
            scope.emit(
                    new RudpChain(
                            scope.origin(),
                            direction,
                            carrier,
                            matches,
                            both,
                            body.octets(RudpCipher.SIZE, RudpCipher.SIZE)));
        }
    }

    private void verified(
            DatagramScope scope, Direction direction, Payload body, boolean client, int key) {
        session.set(client ? RudpSession.CLIENT_VERIFIED : RudpSession.SERVER_VERIFIED);
        boolean readable = packet.read(cipher.decrypt(keys, key, body, packet.plain));
        if (session.fromClient(Direction.TO_CLIENT) && turn(scope)) {
            // What the packet says is told with the next one, when directions fit.
            if (readable) {
                stream.postpone(session, client, packet);
            }
            return;
        }
        boolean acknowledged = readable && acknowledges(client);
        announce(scope);
        int toldFlag = client ? RudpSession.CLIENT_TOLD : RudpSession.SERVER_TOLD;
        if (!session.has(toldFlag) || acknowledged) {
            session.set(toldFlag);
            tell(
                    scope,
                    new RudpSignature(
                            scope.origin(),
                            direction,
                            carrier,
                            client,
                            session.has(RudpSession.CLIENT_VERIFIED | RudpSession.SERVER_VERIFIED),
                            readable && packet.disconnect(),
                            session.has(RudpSession.ACKNOWLEDGED),
                            session.seed(),
                            body.octets(0, RudpCipher.SIZE)));
        }
        if (readable) {
            stream.segment(scope, direction, session, client, packet);
        }
    }

    /** Whether this packet is the first to acknowledge stream data of the other end. */
    private boolean acknowledges(boolean client) {
        long first = session.firstData(!client);
        if (first == 0
                || packet.disconnect()
                || packet.acknowledged < first
                || session.has(RudpSession.ACKNOWLEDGED)) {
            return false;
        }
        session.set(RudpSession.ACKNOWLEDGED);
        return true;
    }

    /** Makes client and server change places; false if the engine knows better. */
    private boolean turn(DatagramScope scope) {
        if (scope.flow().roles().compareTo(Roles.PROTOCOL) >= 0) {
            return false;
        }
        scope.swapRoles();
        turn(scope.state());
        return true;
    }

    /** Exchanges what is kept of the two directions. */
    void turn(StateSlot state) {
        turned = true;
        RudpSession each = new RudpSession();
        for (int i = 0; i < SESSIONS; i++) {
            each.on(state, at + TABLE + i * RudpSession.SIZE).turn();
        }
        int told = state.u8(at + CHAINS_TOLD);
        state.u8(at + CHAINS_TOLD, (told & 1) << 1 | told >>> 1);
        chain.turn(state, at + CHAIN);
    }
}
