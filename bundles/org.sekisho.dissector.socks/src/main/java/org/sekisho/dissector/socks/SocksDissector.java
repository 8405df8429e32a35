// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.socks.SocksRequest;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.Payload;

/**
 * Follows a SOCKS client and its server up to the reply that grants the request. Few bytes of SOCKS
 * are fixed, so the client's alone never claim a stream: the server's first answer has to fit too,
 * and nothing is emitted before both sides are complete and agree.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class SocksDissector implements StreamDissector {
    private static final int LOGIN_VERSION = 1;

    private final SocksState state = new SocksState();

    @Override
    public String protocol() {
        return "socks";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return SocksState.SIZE;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        if (scope.midStream()) {
            return Probe.NO;
        }
        return direction == Direction.TO_SERVER ? client(head) : server(head);
    }

    /** A client waits for the answer, so bytes beyond its messages speak against SOCKS. */
    private static Probe client(Payload head) {
        int size;
        if (head.u8(0) == 4) {
            size = SocksClientParser.request4(head, 0);
        } else {
            size = head.u8(0) == 5 ? SocksClientParser.greeting5(head, 0) : Step.WRONG;
            if (size > 0 && size < head.length() && head.u8(size) == LOGIN_VERSION) {
                int login = SocksClientParser.login(head, size);
                size = login > 0 ? size + login : login;
            }
            if (size > 0 && size < head.length()) {
                boolean fits = head.u8(size) == 5;
                int request = fits ? SocksClientParser.request5(head, size) : Step.WRONG;
                size = request > 0 ? size + request : request;
            }
        }
        return size == Step.WRONG || size > 0 && size < head.length() ? Probe.NO : Probe.MORE;
    }

    private static Probe server(Payload head) {
        int size = Step.WRONG;
        if (head.u8(0) == 0) {
            size = SocksServerParser.reply4(head, 0);
        } else if (head.u8(0) == 5) {
            size = SocksServerParser.choice5(head, 0);
            if (size > 0 && head.length() > size) {
                boolean login = head.u8(1) == SocksServerParser.LOGIN;
                int next =
                        login
                                ? SocksServerParser.accepted(head, size)
                                : SocksServerParser.reply5(head, size);
                boolean fits = head.u8(size) == (login ? LOGIN_VERSION : 5);
                size = fits && next != Step.WRONG ? size : Step.WRONG;
            }
        }
        return size == Step.WRONG ? Probe.NO : size == Step.MORE ? Probe.MORE : Probe.YES;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        state.of(scope.state());
        scope.need(direction, 1);
        // what follows a complete side belongs to the inner stream, once the other side agrees
        int size = Step.MORE;
        if (state.phase(direction) != SocksState.COMPLETE) {
            size = direction == Direction.TO_SERVER ? fromClient(bytes) : fromServer(bytes);
        }
        if (size == Step.WRONG) {
            scope.done();
            return 0;
        }
        if (size == Step.MORE) {
            scope.need(direction, bytes.length() + 1);
            return 0;
        }
        if (state.phase(direction) == SocksState.COMPLETE
                && state.phase(direction.opposite()) == SocksState.COMPLETE) {
            handBack(scope);
        }
        return size;
    }

    private int fromClient(Payload bytes) {
        Direction side = Direction.TO_SERVER;
        int first = bytes.u8(0);
        if (state.phase(side) == SocksState.START) {
            state.version(side, first);
            if (first == 4) {
                int size = SocksClientParser.request4(bytes, 0);
                return ask(size, size > 0 ? SocksClientParser.target4(bytes, 0, size) : null);
            }
            int size = first == 5 ? SocksClientParser.greeting5(bytes, 0) : Step.WRONG;
            if (size > 0) {
                state.methods(bytes, 2, size - 2);
                state.phase(side, SocksState.GREETED);
            }
            return size;
        }
        if (state.phase(side) == SocksState.GREETED && first == LOGIN_VERSION) {
            int size = SocksClientParser.login(bytes, 0);
            if (size > 0) {
                state.login(side, true);
                state.phase(side, SocksState.LOGGED_IN);
            }
            return size;
        }
        int size = first == 5 ? SocksClientParser.request5(bytes, 0) : Step.WRONG;
        return ask(size, size > 0 ? SocksClientParser.target5(bytes, 0, size) : null);
    }

    private int ask(int size, Endpoint target) {
        if (size > 0 && target == null) {
            return Step.WRONG;
        }
        if (size > 0) {
            state.target(target);
            state.phase(Direction.TO_SERVER, SocksState.COMPLETE);
        }
        return size;
    }

    private int fromServer(Payload bytes) {
        Direction side = Direction.TO_CLIENT;
        int first = bytes.u8(0);
        int size = Step.WRONG;
        int next = SocksState.COMPLETE;
        if (state.phase(side) == SocksState.START) {
            if (first == 0) {
                state.version(side, 4);
                size = SocksServerParser.reply4(bytes, 0);
            } else if (first == 5) {
                state.version(side, 5);
                size = SocksServerParser.choice5(bytes, 0);
                state.login(side, size > 0 && bytes.u8(1) == SocksServerParser.LOGIN);
                next = SocksState.GREETED;
            }
        } else if (state.phase(side) == SocksState.GREETED && state.login(side)) {
            size = first == LOGIN_VERSION ? SocksServerParser.accepted(bytes, 0) : Step.WRONG;
            next = SocksState.LOGGED_IN;
        } else if (first == 5) {
            size = SocksServerParser.reply5(bytes, 0);
        }
        if (size > 0) {
            state.phase(side, next);
        }
        return size;
    }

    private void handBack(StreamScope scope) {
        int version = state.version(Direction.TO_SERVER);
        boolean login = state.login(Direction.TO_CLIENT);
        int chosen = login ? SocksServerParser.LOGIN : SocksServerParser.NO_LOGIN;
        boolean agreed =
                version == state.version(Direction.TO_CLIENT)
                        && login == state.login(Direction.TO_SERVER)
                        && (version == 4 || state.methods().contains(chosen));
        if (agreed) {
            Endpoint target = state.target();
            scope.emit(new SocksRequest(scope.origin(), version, state.methods(), target));
            scope.inner(Carrier.SOCKS, target);
        } else {
            scope.done();
        }
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        scope.done(); // all messages stand at the beginning, in one piece
    }

    @Override
    public void end(StreamScope scope) {}
}
