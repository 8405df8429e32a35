// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import org.sekisho.capture.FrameBatch;

/**
 * The block format of Wireshark (draft-ietf-opsawg-pcapng). Blocks carry their length at both ends,
 * so a bad frame inside a good block is left out and counted; two lengths that differ end the file.
 * A section header may change the byte order and forgets the interfaces.
 */
final class PcapngFormat implements CaptureFormat {
    // draft-ietf-opsawg-pcapng §4, block types; the first reads the same in both byte orders
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    /** Type, length, byte-order magic and version of a section header. */
    private static final int SECTION_START = 16;

    /** Type and length in front, length behind. */
    private static final int FRAME_OF_BLOCK = 12;

    /** Largest block that is read as a whole: a frame of 256 KiB and as much again for options. */
    private static final int LARGEST_BLOCK = 2 * LARGEST_FRAME;

    private final PcapngPackets packets;
    private final SkippedRecords skipped;
    private boolean bigEndian;

    /** Length of the block stepped over, whose second copy is still to be compared; 0 if none. */
    private int trailer;

    PcapngFormat(FrameClock clock, SkippedRecords skipped) {
        this.skipped = skipped;
        packets = new PcapngPackets(clock, skipped);
    }

    /** Whether the first four bytes are those of a pcapng file. */
    static boolean isStart(byte[] head) {
        return ByteSupply.int32(head, 0, false) == SECTION_HEADER;
    }

    @Override
    public int take(ByteSupply bytes, FrameBatch batch) throws DamagedCapture {
        while (!batch.isFull()) {
            int need = takeBlock(bytes, batch);
            if (need > 0) {
                return need;
            }
        }
        return 0;
    }

    /** Takes one block; 0 if it was there, else how many bytes it takes. */
    private int takeBlock(ByteSupply bytes, FrameBatch batch) throws DamagedCapture {
        int available = bytes.available();
        if (trailer != 0) {
            return takeTrailer(bytes);
        }
        if (available < FRAME_OF_BLOCK) {
            return FRAME_OF_BLOCK;
        }
        byte[] array = bytes.buffer();
        int at = bytes.position();
        int type = ByteSupply.int32(array, at, bigEndian);
        if (type == SECTION_HEADER) {
            return available < SECTION_START ? SECTION_START : beginSection(bytes);
        }
        int length = length(bytes, FRAME_OF_BLOCK);
        if (!isWanted(type)) {
            stepOver(bytes, length);
            return 0;
        }
        if (length < 0 || length > LARGEST_BLOCK) {
            return stepOverLarge(bytes, type, length);
        }
        if (available < length) {
            return length;
        }
        compare(length, ByteSupply.int32(array, at + length - 4, bigEndian), bytes.offset());
        if (type == INTERFACE_DESCRIPTION) {
            declare(bytes, length);
        } else {
            takePacket(bytes, batch, type, length);
        }
        bytes.position(at + length);
        return 0;
    }

    private static boolean isWanted(int type) {
        return type == ENHANCED_PACKET
                || type == INTERFACE_DESCRIPTION
                || type == SIMPLE_PACKET
                || type == PACKET;
    }

    private void takePacket(ByteSupply bytes, FrameBatch batch, int type, int length)
            throws DamagedCapture {
        switch (type) {
            case ENHANCED_PACKET -> packets.enhanced(bytes, batch, length, bigEndian);
            case SIMPLE_PACKET -> packets.simple(bytes, batch, length, bigEndian);
            default -> packets.obsolete(bytes, batch, length, bigEndian);
        }
    }

    private void declare(ByteSupply bytes, int length) throws DamagedCapture {
        if (length < FRAME_OF_BLOCK + 8) {
            throw new DamagedCapture(
                    "an interface description block of %d bytes is too short".formatted(length),
                    bytes.offset());
        }
        PcapngInterface described =
                PcapngInterface.read(bytes.buffer(), bytes.position(), length, bigEndian);
        if (!packets.declare(described)) {
            throw new DamagedCapture("too many interfaces are described", bytes.offset());
        }
    }

    private int beginSection(ByteSupply bytes) throws DamagedCapture {
        byte[] array = bytes.buffer();
        int at = bytes.position();
        boolean isBig = ByteSupply.int32(array, at + 8, true) == BYTE_ORDER_MAGIC;
        if (!isBig && ByteSupply.int32(array, at + 8, false) != BYTE_ORDER_MAGIC) {
            throw new DamagedCapture(
                    "a section header without the byte-order mark 1a2b3c4d", bytes.offset());
        }
        bigEndian = isBig;
        int major = ByteSupply.uint16(array, at + 12, bigEndian);
        if (major != 1) {
            throw new DamagedCapture(
                    "pcapng version %d.%d is unknown, expected was 1.0"
                            .formatted(major, ByteSupply.uint16(array, at + 14, bigEndian)),
                    bytes.offset());
        }
        // the fixed part has 16 bytes: mark, version, length of the section
        int length = length(bytes, FRAME_OF_BLOCK + 16);
        packets.beginSection();
        stepOver(bytes, length);
        return 0;
    }

    /** The block's length as unsigned 32 bits, checked for what holds of every block. */
    private int length(ByteSupply bytes, int least) throws DamagedCapture {
        int length = ByteSupply.int32(bytes.buffer(), bytes.position() + 4, bigEndian);
        if (Integer.compareUnsigned(length, least) < 0 || (length & 3) != 0) {
            throw new DamagedCapture(
                    "a block length of %d bytes is impossible (at least %d, a multiple of 4)"
                            .formatted(length & 0xffff_ffffL, least),
                    bytes.offset());
        }
        return length;
    }

    private int stepOverLarge(ByteSupply bytes, int type, int length) throws DamagedCapture {
        if (type == INTERFACE_DESCRIPTION) {
            throw new DamagedCapture(
                    "an interface description block of %d bytes".formatted(length & 0xffff_ffffL),
                    bytes.offset());
        }
        skipped.count(SkipCause.OVER_256_KIB);
        stepOver(bytes, length);
        return 0;
    }

    private void stepOver(ByteSupply bytes, int length) {
        bytes.skip((length & 0xffff_ffffL) - 4, bytes.offset());
        trailer = length;
    }

    private int takeTrailer(ByteSupply bytes) throws DamagedCapture {
        if (bytes.available() < 4) {
            return 4;
        }
        int behind = ByteSupply.int32(bytes.buffer(), bytes.position(), bigEndian);
        compare(trailer, behind, bytes.recordWithOwed());
        bytes.position(bytes.position() + 4);
        trailer = 0;
        return 0;
    }

    private static void compare(int length, int behind, long record) throws DamagedCapture {
        if (length != behind) {
            throw new DamagedCapture(
                    "a block has two lengths, %d bytes in front and %d behind"
                            .formatted(length & 0xffff_ffffL, behind & 0xffff_ffffL),
                    record);
        }
    }

    @Override
    public boolean inRecord() {
        return trailer != 0;
    }
}
