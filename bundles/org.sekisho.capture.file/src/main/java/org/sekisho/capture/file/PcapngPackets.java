// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.capture.FrameBatch;

/**
 * The three kinds of packet blocks (draft-ietf-opsawg-pcapng §4.3, §4.4 and the obsolete one of its
 * appendix). The block's own length is right when these are called, what its fields say may not be.
 */
final class PcapngPackets {
    /** Bytes in front of the frame, with type and length of the block. */
    private static final int ENHANCED_HEADER = 28;

    private static final int SIMPLE_HEADER = 12;
    private static final int TRAILER = 4;

    /** More interfaces than any capture has. */
    private static final int MOST_INTERFACES = 65_536;

    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private final FrameClock clock;
    private final SkippedRecords skipped;
    private boolean anyDecoded;

    PcapngPackets(FrameClock clock, SkippedRecords skipped) {
        this.clock = clock;
        this.skipped = skipped;
    }

    /** Forgets the interfaces. */
    void beginSection() {
        interfaces.clear();
    }

    /** Gives the next number to an interface; false if there are more than any capture has. */
    boolean declare(PcapngInterface described) {
        anyDecoded |= described.decoded();
        return interfaces.size() < MOST_INTERFACES && interfaces.add(described);
    }

    void enhanced(ByteSupply bytes, FrameBatch batch, int length, boolean bigEndian)
            throws DamagedCapture {
        if (length < ENHANCED_HEADER + TRAILER) {
            skipped.count(SkipCause.OVER_ITS_BLOCK);
            return;
        }
        int number = ByteSupply.int32(bytes.buffer(), bytes.position() + 8, bigEndian);
        stamped(bytes, batch, length, bigEndian, number);
    }

    void obsolete(ByteSupply bytes, FrameBatch batch, int length, boolean bigEndian)
            throws DamagedCapture {
        if (length < ENHANCED_HEADER + TRAILER) {
            skipped.count(SkipCause.OVER_ITS_BLOCK);
            return;
        }
        // the other 16 bits count drops
        int number = ByteSupply.uint16(bytes.buffer(), bytes.position() + 8, bigEndian);
        stamped(bytes, batch, length, bigEndian, number);
    }

    private void stamped(
            ByteSupply bytes, FrameBatch batch, int length, boolean bigEndian, int number)
            throws DamagedCapture {
        byte[] array = bytes.buffer();
        int at = bytes.position();
        PcapngInterface source = decoded(number);
        if (source == null) {
            return;
        }
        int captured = ByteSupply.int32(array, at + 20, bigEndian);
        int original = ByteSupply.int32(array, at + 24, bigEndian);
        int room = length - ENHANCED_HEADER - TRAILER;
        if (!isFit(captured, original, room, source)) {
            return;
        }
        long high = ByteSupply.int32(array, at + 12, bigEndian);
        long low = ByteSupply.int32(array, at + 16, bigEndian) & 0xffff_ffffL;
        long time = clock.judge(source.resolution().nanos(high << 32 | low));
        add(batch, at + ENHANCED_HEADER, captured, original, source, time);
    }

    void simple(ByteSupply bytes, FrameBatch batch, int length, boolean bigEndian)
            throws DamagedCapture {
        if (length < SIMPLE_HEADER + TRAILER) {
            skipped.count(SkipCause.OVER_ITS_BLOCK);
            return;
        }
        PcapngInterface source = decoded(0);
        if (source == null) {
            return;
        }
        int at = bytes.position();
        int original = ByteSupply.int32(bytes.buffer(), at + 8, bigEndian);
        // the captured length is not stored: what the interface kept of the original one
        long snap = source.snapLength() == 0 ? Long.MAX_VALUE : source.snapLength();
        int captured = (int) Math.min(snap, original & 0xffff_ffffL);
        if (isFit(captured, original, length - SIMPLE_HEADER - TRAILER, source)) {
            long time = clock.judge(FrameClock.UNSTAMPED);
            add(batch, at + SIMPLE_HEADER, captured, original, source, time);
        }
    }

    private static void add(
            FrameBatch batch,
            int offset,
            int captured,
            int original,
            PcapngInterface source,
            long time) {
        int onWire = original < 0 ? Integer.MAX_VALUE : Math.max(captured, original);
        batch.add(offset, captured, onWire, source.linkType(), -1, time);
    }

    /** The interface, or null if its frames are left out. */
    private PcapngInterface decoded(int number) throws DamagedCapture {
        if (Integer.compareUnsigned(number, interfaces.size()) >= 0) {
            skipped.count(SkipCause.UNDECLARED_INTERFACE);
            return null;
        }
        PcapngInterface source = interfaces.get(number);
        if (source.decoded()) {
            return source;
        }
        if (!anyDecoded) {
            throw new DamagedCapture(LinkTypes.refusal(source.linkType()), -1);
        }
        skipped.count(SkipCause.LINK_TYPE);
        return null;
    }

    private boolean isFit(int captured, int original, int room, PcapngInterface source) {
        SkipCause cause = null;
        if (captured == 0) {
            cause = SkipCause.ZERO_LENGTH;
        } else if (Integer.compareUnsigned(captured, room) > 0) {
            cause = SkipCause.OVER_ITS_BLOCK;
        } else if (captured > CaptureFormat.LARGEST_FRAME) {
            cause = SkipCause.OVER_256_KIB;
        } else if (source.snapLength() != 0
                && captured > source.snapLength()
                && Integer.compareUnsigned(captured, original) > 0) {
            cause = SkipCause.CONTRADICTORY;
        }
        if (cause != null) {
            skipped.count(cause);
        }
        return cause == null;
    }
}
