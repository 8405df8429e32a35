// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StateSlot;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Carrier;
import org.sekisho.event.softether.ClearFrames;
import org.sekisho.packet.Direction;
import org.sekisho.packet.MacAddress;
import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/**
 * Reads the framing of sessions without encryption (wire facts §3.5). It follows a TLS handshake on
 * the same connection, so only bytes after TLS are looked at, and connections whose start was not
 * captured.
 */
@Component(scope = ServiceScope.PROTOTYPE)
public final class ClearFramesDissector implements StreamDissector {
    /** Blocks and keep-alives in a row that have to fit. */
    private static final int ENOUGH = 3;

    /** Times that the place in the framing may be lost until a direction is given up. */
    private static final int MOST_LOSSES = 16;

    private static final int HEAD = 64;
    private static final int MAC = 6;
    private static final int MOST_MACS = 64;
    private static final int MACS_TOGETHER = 8;

    /** What comes next in a direction. */
    private static final int COUNT = 0;

    private static final int BLOCK = 1;
    private static final int LOST = 2;
    private static final int GIVEN_UP = 3;

    // State of one direction.
    private static final int PHASE = 0;
    private static final int RUN = 1;
    private static final int LEFT = 2;
    private static final int BLOCKS = 4;
    private static final int KEEP_ALIVES = 8;
    private static final int MACS_KNOWN = 12;
    private static final int MACS_TOLD = 13;
    private static final int TOLD = 14;
    private static final int LOSSES = 15;
    private static final int HEAD_LENGTH = 16;
    private static final int HEAD_BYTES = 18;
    private static final int MACS = HEAD_BYTES + HEAD;
    private static final int SIZE = MACS + MOST_MACS * MAC;

    @Override
    public String protocol() {
        return "softether-frames";
    }

    @Override
    public int stateLayout() {
        return 1;
    }

    @Override
    public int stateSize() {
        return 2 * SIZE;
    }

    @Override
    public Probe probe(StreamScope scope, Direction direction, Payload head) {
        // Asked of every stream: the first byte refuses nearly all of them.
        int first = head.u8(0);
        if (first != 0 && first != 0xff) {
            return Probe.NO;
        }
        int fits = FrameBlocks.walk(head);
        if (fits < 0) {
            return Probe.NO;
        }
        if (scope.flow().carrier() != Carrier.AFTER_TLS && !scope.midStream()) {
            return Probe.NO;
        }
        // In the middle of a stream a probe sees little more than one segment, often one unit. That
        // a count, a size and an EtherType fit has a chance below 2^-50; nothing is told before
        // ENOUGH of them do.
        return fits > 0 ? Probe.YES : Probe.MORE;
    }

    @Override
    public int data(StreamScope scope, Direction direction, Payload bytes) {
        StateSlot state = scope.state();
        int at = direction.ordinal() * SIZE;
        keepHead(state, at, scope.position(direction), bytes);
        if (state.u8(at + PHASE) == LOST && FrameBlocks.walk(bytes) > 0) {
            state.u8(at + PHASE, COUNT);
        }
        int consumed = 0;
        while (consumed < bytes.length()) {
            int step =
                    switch (state.u8(at + PHASE)) {
                        case COUNT -> count(scope, direction, bytes, consumed);
                        case BLOCK -> block(scope, direction, bytes, consumed);
                        default -> bytes.length() - consumed;
                    };
            if (step == 0) {
                break;
            }
            consumed += step;
        }
        if (consumed > bytes.length()) {
            scope.skip(direction, consumed - bytes.length());
            consumed = bytes.length();
        }
        return consumed;
    }

    private static void keepHead(StateSlot state, int at, long position, Payload bytes) {
        int kept = state.u8(at + HEAD_LENGTH);
        if (kept < HEAD && position <= kept && position + bytes.length() > kept) {
            int from = kept - (int) position;
            int count = Math.min(HEAD - kept, bytes.length() - from);
            state.put(at + HEAD_BYTES + kept, bytes, from, count);
            state.u8(at + HEAD_LENGTH, kept + count);
        }
    }

    /**
     * Reads a count or a keep-alive; returns its bytes, which may go beyond those that are there.
     */
    private int count(StreamScope scope, Direction direction, Payload bytes, int from) {
        StateSlot state = scope.state();
        int at = direction.ordinal() * SIZE;
        int there = bytes.length() - from;
        if (there < 2 * FrameBlocks.NUMBER) {
            scope.need(direction, 2 * FrameBlocks.NUMBER);
            return 0;
        }
        scope.need(direction, 1);
        long count = bytes.u32(from);
        if (FrameBlocks.keepAlive(count)) {
            long size = bytes.u32(from + FrameBlocks.NUMBER);
            if (!FrameBlocks.keepAliveSize(size)) {
                return lose(scope, direction, there);
            }
            state.i32(at + KEEP_ALIVES, state.i32(at + KEEP_ALIVES) + 1);
            fits(scope, direction);
            return 2 * FrameBlocks.NUMBER + (int) size;
        }
        if (!FrameBlocks.blockCount(count)) {
            return lose(scope, direction, there);
        }
        state.u16(at + LEFT, (int) count);
        state.u8(at + PHASE, BLOCK);
        return FrameBlocks.NUMBER;
    }

    private int block(StreamScope scope, Direction direction, Payload bytes, int from) {
        StateSlot state = scope.state();
        int at = direction.ordinal() * SIZE;
        int there = bytes.length() - from;
        int header = FrameBlocks.NUMBER + FrameBlocks.FRAME_HEADER;
        if (there < header) {
            scope.need(direction, header);
            return 0;
        }
        scope.need(direction, 1);
        long size = bytes.u32(from);
        int frame = from + FrameBlocks.NUMBER;
        if (!FrameBlocks.blockSize(size) || !FrameBlocks.frame(bytes, frame, (int) size)) {
            return lose(scope, direction, there);
        }
        int left = state.u16(at + LEFT) - 1;
        state.u16(at + LEFT, left);
        if (left == 0) {
            state.u8(at + PHASE, COUNT);
        }
        state.i32(at + BLOCKS, state.i32(at + BLOCKS) + 1);
        learn(state, at, bytes, frame + FrameBlocks.SOURCE);
        fits(scope, direction);
        return FrameBlocks.NUMBER + (int) size;
    }

    private static void learn(StateSlot state, int at, Payload bytes, int mac) {
        int known = state.u8(at + MACS_KNOWN);
        for (int i = 0; i < known; i++) {
            if (state.matches(at + MACS + MAC * i, bytes, mac, MAC)) {
                return;
            }
        }
        if (known < MOST_MACS) {
            state.put(at + MACS + MAC * known, bytes, mac, MAC);
            state.u8(at + MACS_KNOWN, known + 1);
        }
    }

    private static void fits(StreamScope scope, Direction direction) {
        StateSlot state = scope.state();
        int at = direction.ordinal() * SIZE;
        int run = Math.min(255, state.u8(at + RUN) + 1);
        state.u8(at + RUN, run);
        int fresh = state.u8(at + MACS_KNOWN) - state.u8(at + MACS_TOLD);
        boolean told = state.u8(at + TOLD) != 0;
        if (told ? fresh >= MACS_TOGETHER : run >= ENOUGH) {
            tell(scope, direction);
        }
    }

    private static void tell(StreamScope scope, Direction direction) {
        StateSlot state = scope.state();
        int at = direction.ordinal() * SIZE;
        int other = direction.opposite().ordinal() * SIZE;
        List<MacAddress> macs = new ArrayList<>();
        int told = state.u8(at + MACS_TOLD);
        int known = Math.min(state.u8(at + MACS_KNOWN), told + MACS_TOGETHER);
        for (; told < known; told++) {
            int mac = at + MACS + MAC * told;
            macs.add(
                    new MacAddress(
                            (long) state.u16(mac) << 32 | state.i32(mac + 2) & 0xffff_ffffL));
        }
        state.u8(at + MACS_TOLD, known);
        state.u8(at + TOLD, 1);
        Octets head = state.octets(at + HEAD_BYTES, state.u8(at + HEAD_LENGTH));
        scope.emit(
                new ClearFrames(
                        scope.origin(),
                        direction,
                        state.i32(at + BLOCKS),
                        state.i32(at + KEEP_ALIVES),
                        state.u8(other + TOLD) != 0,
                        macs,
                        head));
    }

    /**
     * The place in the framing is lost: the next bytes that look like the start of a unit are
     * tried.
     */
    private static int lose(StreamScope scope, Direction direction, int there) {
        StateSlot state = scope.state();
        int at = direction.ordinal() * SIZE;
        int losses = state.u8(at + LOSSES) + 1;
        state.u8(at + RUN, 0);
        state.u8(at + LOSSES, losses);
        state.u8(at + PHASE, losses < MOST_LOSSES ? LOST : GIVEN_UP);
        int other = direction.opposite().ordinal() * SIZE;
        if (losses >= MOST_LOSSES && state.u8(other + PHASE) == GIVEN_UP) {
            scope.done();
        }
        return there;
    }

    @Override
    public void gap(StreamScope scope, Direction direction, long missing) {
        int at = direction.ordinal() * SIZE;
        if (scope.state().u8(at + PHASE) != GIVEN_UP) {
            lose(scope, direction, 0);
            scope.need(direction, 1);
        }
    }

    @Override
    public void end(StreamScope scope) {
        for (Direction direction : Direction.values()) {
            int at = direction.ordinal() * SIZE;
            StateSlot state = scope.state();
            int fresh = state.u8(at + MACS_KNOWN) - state.u8(at + MACS_TOLD);
            if (state.u8(at + TOLD) != 0 && fresh > 0) {
                tell(scope, direction);
            }
        }
    }
}
