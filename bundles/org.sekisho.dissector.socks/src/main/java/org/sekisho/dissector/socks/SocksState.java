// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.socks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.dissect.StateSlot;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Payload;

/** What is remembered of a connection, laid over the slot that the engine lends. No credentials. */
final class SocksState {
    /** Nothing was said yet; what a slot of zeros says. */
    static final int START = 0;

    /** Version 5: methods are offered, or one is chosen. */
    static final int GREETED = 1;

    /** Version 5: a login was sent, or accepted. */
    static final int LOGGED_IN = 2;

    /** The request is there, or granted. */
    static final int COMPLETE = 3;

    private static final int PHASES = 0;
    private static final int VERSIONS = 2;
    private static final int LOGINS = 4;
    private static final int METHOD_COUNT = 6;
    private static final int METHODS = 7;
    private static final int KIND = METHODS + SocksClientParser.MOST_METHODS;
    private static final int PORT = KIND + 1;
    private static final int ADDRESS = PORT + 2;
    private static final int NAME_LENGTH = ADDRESS + 16;
    private static final int NAME = NAME_LENGTH + 1;

    /** Bytes of a slot. */
    static final int SIZE = NAME + 255;

    private StateSlot slot;

    SocksState of(StateSlot slot) {
        this.slot = slot;
        return this;
    }

    int phase(Direction direction) {
        return slot.u8(PHASES + direction.ordinal());
    }

    void phase(Direction direction, int phase) {
        slot.u8(PHASES + direction.ordinal(), phase);
    }

    int version(Direction direction) {
        return slot.u8(VERSIONS + direction.ordinal());
    }

    void version(Direction direction, int version) {
        slot.u8(VERSIONS + direction.ordinal(), version);
    }

    /** Whether this direction has to do, or had to do, with a login. */
    boolean login(Direction direction) {
        return slot.u8(LOGINS + direction.ordinal()) != 0;
    }

    void login(Direction direction, boolean login) {
        slot.u8(LOGINS + direction.ordinal(), login ? 1 : 0);
    }

    /** Methods offered, in the order sent; none in version 4. */
    List<Integer> methods() {
        List<Integer> methods = new ArrayList<>();
        for (int i = 0; i < slot.u8(METHOD_COUNT); i++) {
            methods.add(slot.u8(METHODS + i));
        }
        return methods;
    }

    void methods(Payload bytes, int from, int count) {
        slot.u8(METHOD_COUNT, count);
        slot.put(METHODS, bytes, from, count);
    }

    void target(Endpoint target) {
        slot.u16(PORT, target.port());
        if (target.address() == null) {
            byte[] name = target.name().getBytes(StandardCharsets.ISO_8859_1);
            slot.u8(KIND, SocksClientParser.NAME);
            slot.u8(NAME_LENGTH, name.length);
            slot.put(NAME, name);
        } else {
            IpAddress address = target.address();
            slot.u8(KIND, address.v6() ? SocksClientParser.IPV6 : SocksClientParser.IPV4);
            slot.i64(ADDRESS, address.high());
            slot.i64(ADDRESS + 8, address.low());
        }
    }

    Endpoint target() {
        int port = slot.u16(PORT);
        if (slot.u8(KIND) == SocksClientParser.NAME) {
            byte[] name = new byte[slot.u8(NAME_LENGTH)];
            slot.get(NAME, name, 0, name.length);
            return new Endpoint(null, port, new String(name, StandardCharsets.ISO_8859_1));
        }
        boolean v6 = slot.u8(KIND) == SocksClientParser.IPV6;
        return new Endpoint(new IpAddress(slot.i64(ADDRESS), slot.i64(ADDRESS + 8), v6), port);
    }
}
