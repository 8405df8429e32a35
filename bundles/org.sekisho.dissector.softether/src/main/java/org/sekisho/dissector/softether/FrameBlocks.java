// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.softether;

import org.sekisho.packet.Payload;

/**
 * The session's framing (wire facts §3.4): {@code u32 count}, and for each block {@code u32 size}
 * and an Ethernet frame; or {@code FF FF FF FF}, {@code u32 n} and n bytes as a keep-alive. Judged
 * strictly, since with encryption off nothing but these numbers tells it from other streams.
 */
final class FrameBlocks {
    /** Bytes of a count, a size, or the mark of a keep-alive. */
    static final int NUMBER = 4;

    /** Bytes of a frame that are judged: two MAC addresses and the EtherType. */
    static final int FRAME_HEADER = 14;

    /** Where a frame has its source MAC address. */
    static final int SOURCE = 6;

    private static final long KEEP_ALIVE = 0xffff_ffffL;
    private static final int LONGEST_KEEP_ALIVE = 512;
    private static final int MOST_BLOCKS = 4096;
    private static final int LONGEST_FRAME = 1700;
    private static final int LONGEST_LENGTH_FIELD = 1500;

    private FrameBlocks() {}

    /** Whether a number at the start of a unit is the mark of a keep-alive. */
    static boolean keepAlive(long count) {
        return count == KEEP_ALIVE;
    }

    /** Whether a keep-alive can have this many bytes. */
    static boolean keepAliveSize(long size) {
        return size <= LONGEST_KEEP_ALIVE;
    }

    /** Whether a unit can have this many blocks. */
    static boolean blockCount(long count) {
        return count >= 1 && count <= MOST_BLOCKS;
    }

    /** Whether a block can have this many bytes. */
    static boolean blockSize(long size) {
        return size >= FRAME_HEADER && size <= LONGEST_FRAME;
    }

    /** Whether {@link #FRAME_HEADER} bytes may begin an Ethernet frame of this size. */
    static boolean frame(Payload bytes, int at, int size) {
        int source = at + SOURCE;
        boolean group = (bytes.u8(source) & 1) != 0;
        boolean zero = bytes.u16(source) == 0 && bytes.i32(source + 2) == 0;
        return !group && !zero && etherType(bytes.u16(at + 12), size);
    }

    private static boolean etherType(int type, int size) {
        if (type <= LONGEST_LENGTH_FIELD) {
            return type >= 3
                    && type <= size - FRAME_HEADER; // IEEE 802.3 with LLC: spanning tree, …
        }
        return switch (type) {
            case 0x0800, 0x0806, 0x86dd, 0x8100, 0x88a8, 0x8863, 0x8864, 0x888e -> true;
            case 0x0842, 0x88cc, 0x8899, 0x9000, 0x887b, 0x88e1, 0x8912, 0x893a -> true;
            default -> false;
        };
    }

    /**
     * Walks over units at the start of some bytes.
     *
     * @return how many keep-alives and blocks have headers there that fit; -1 if something does not
     */
    static int walk(Payload bytes) {
        int fits = 0;
        long at = 0;
        long blocks = 0;
        while (at + 2 * NUMBER <= bytes.length()) {
            if (blocks == 0) {
                long count = bytes.u32((int) at);
                if (keepAlive(count)) {
                    long size = bytes.u32((int) at + NUMBER);
                    if (!keepAliveSize(size)) {
                        return -1;
                    }
                    fits++;
                    at += 2 * NUMBER + size;
                    continue;
                }
                if (!blockCount(count)) {
                    return -1;
                }
                blocks = count;
                at += NUMBER;
            }
            long size = bytes.u32((int) at);
            if (!blockSize(size)) {
                return -1;
            }
            if (at + NUMBER + FRAME_HEADER > bytes.length()) {
                return fits;
            }
            if (!frame(bytes, (int) at + NUMBER, (int) size)) {
                return -1;
            }
            fits++;
            blocks--;
            at += NUMBER + size;
        }
        return fits;
    }
}
