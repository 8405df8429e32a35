// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.StateSlot;
import org.sekisho.event.Carrier;
import org.sekisho.event.softether.IcmpDigest;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Finds SoftEther's VPN over ICMP (wire facts §6.3): messages of any type whose data begins with
 * the SHA-1 of the rest, and reliable UDP in that rest.
 *
 * <p>Any host sends the data of an echo request back, so an echo reply counts as an answer only if
 * its digest was not sent by the other end and it carries a signed packet.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class IcmpRudpDissector implements DatagramDissector {
    private static final int DIGEST = RudpCipher.SIZE;

    /** Least data: the digest of a first packet. */
    private static final int SHORTEST = DIGEST + RudpFlow.INIT;

    /** Most bytes of which a digest is computed. */
    private static final int LONGEST = 2048;

    /** Other messages until a flow is given up. */
    private static final int PATIENCE = 16;

    /** As {@link #PATIENCE} in a session: bulk data has another key. */
    private static final int PATIENCE_IN_SESSION = 1024;

    private static final int ECHO = 8;
    private static final int ECHO_REPLY = 0;
    private static final int ECHO_V6 = 128;
    private static final int ECHO_REPLY_V6 = 129;

    /** Digests remembered of each direction, 8 bytes of each. */
    private static final int DEPTH = 8;

    // State: messages without a digest, what was told, next places, digests.
    private static final int OTHERS = 0;
    private static final int TOLD = 2;
    private static final int NEXT = 3;
    private static final int DIGESTS = 8;
    private static final int RING = DEPTH * 8;
    private static final int FLOW = DIGESTS + 2 * RING;

    private static final int ANSWER_TOLD = 4;

    private final RudpFlow rudp = new RudpFlow(Carrier.ICMP, FLOW);
    private final Payload rest = new Payload();

    @Override
    public String protocol() {
        return "softether-icmp";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return FLOW + RudpFlow.STATE_SIZE;
    }

    @Override
    public boolean accepts(Transport transport, int clientPort, int serverPort) {
        return transport == Transport.ICMP;
    }

    @Override
    public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
        StateSlot state = scope.state();
        int length = payload.length();
        if (cut > 0
                || length < SHORTEST
                || length > LONGEST
                || !rudp.cipher().selfDigest(payload)) {
            int others = state.u16(OTHERS) + 1;
            state.u16(OTHERS, others);
            if (others >= PATIENCE && state.u8(TOLD) == 0 || others >= PATIENCE_IN_SESSION) {
                scope.done();
            }
            return;
        }
        int type = scope.icmpTypeAndCode() >> 8 & 0xff;
        long mark = payload.i64(0);
        boolean echoed = known(state, direction.opposite(), mark);
        if (!echoed && known(state, direction, mark)) {
            return; // the same message once more, as a mirror may show it
        }
        boolean signed = false;
        if (type != ECHO && type != ECHO_V6 && !echoed) {
            rest.set(payload.array(), payload.arrayOffset() + DIGEST, length - DIGEST);
            if (rest.length() == RudpFlow.INIT) {
                rudp.init(scope, direction, rest);
            } else {
                signed = rudp.packet(scope, direction, rest);
            }
            if (rudp.turned()) {
                turn(state);
                return;
            }
        }
        boolean reply = type == ECHO_REPLY || type == ECHO_REPLY_V6;
        remember(state, direction, mark);
        tell(scope, direction, type, !echoed && (signed || !reply), payload);
        if (rudp.unverified(state) >= PATIENCE_IN_SESSION) {
            scope.done();
        }
    }

    private static boolean known(StateSlot state, Direction direction, long mark) {
        int ring = DIGESTS + direction.ordinal() * RING;
        for (int i = 0; i < DEPTH; i++) {
            if (state.i64(ring + 8 * i) == mark) {
                return true;
            }
        }
        return false;
    }

    private static void remember(StateSlot state, Direction direction, long mark) {
        int next = state.u8(NEXT + direction.ordinal());
        state.i64(DIGESTS + direction.ordinal() * RING + 8 * next, mark);
        state.u8(NEXT + direction.ordinal(), (next + 1) % DEPTH);
    }

    private static void turn(StateSlot state) {
        for (int i = 0; i < DEPTH; i++) {
            long first = state.i64(DIGESTS + 8 * i);
            state.i64(DIGESTS + 8 * i, state.i64(DIGESTS + RING + 8 * i));
            state.i64(DIGESTS + RING + 8 * i, first);
        }
        int next = state.u8(NEXT);
        state.u8(NEXT, state.u8(NEXT + 1));
        state.u8(NEXT + 1, next);
        int told = state.u8(TOLD);
        state.u8(TOLD, told & ANSWER_TOLD | (told & 1) << 1 | told >>> 1 & 1);
    }

    /**
     * @param original whether the message is none that any host would send back by itself
     */
    private static void tell(
            DatagramScope scope, Direction direction, int type, boolean original, Payload payload) {
        StateSlot state = scope.state();
        int told = state.u8(TOLD);
        int own = 1 << direction.ordinal();
        int other = 1 << direction.opposite().ordinal();
        boolean answers = original && (told & other) != 0 && direction == Direction.TO_CLIENT;
        int now = told | own | (answers ? ANSWER_TOLD : 0);
        if (now == told) {
            return;
        }
        state.u8(TOLD, now);
        boolean answered = (now & ANSWER_TOLD) != 0;
        scope.emit(
                new IcmpDigest(
                        scope.origin(), direction, type, answered, payload.octets(0, DIGEST)));
    }
}
