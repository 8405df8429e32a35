// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import org.sekisho.capture.FrameBatch;

/**
 * The classic format of tcpdump (draft-ietf-opsawg-pcap): a header of 24 bytes, then records of 16
 * bytes and a frame each. Byte order and unit of time show in the first four bytes.
 *
 * <p>Records have no mark to find the next one by, so a length that can't be right ends the file.
 * It is believed if it is within 256 KiB and does not exceed both the snap length and the original
 * length: either alone is wrong in files of some writers. A larger one within an even larger snap
 * length is stepped over.
 */
final class PcapFormat implements CaptureFormat {
    /** Bytes of the file header. */
    static final int HEADER = 24;

    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int RECORD_HEADER = 16;

    /**
     * The field holds the link type in its low 16 bits; above it are reserved bits and the length
     * of the frame check sequence (draft-ietf-opsawg-pcap §4). Checksums are left at the ends of
     * frames: what carries a length of its own is not disturbed by them.
     */
    private static final int LINK_TYPE = 0xffff;

    private final boolean bigEndian;
    private final int nanosPerUnit;
    private final long unitsPerSecond;
    private final int linkType;

    /** As in the header; 0 there means that no limit was set. */
    private final long snapLength;

    private final FrameClock clock;
    private final SkippedRecords skipped;

    private PcapFormat(byte[] header, boolean bigEndian, FrameClock clock, SkippedRecords skipped) {
        this.bigEndian = bigEndian;
        boolean nanos = ByteSupply.int32(header, 0, bigEndian) == NANOSECONDS;
        nanosPerUnit = nanos ? 1 : 1000;
        unitsPerSecond = nanos ? 1_000_000_000 : 1_000_000;
        long snap = ByteSupply.int32(header, 16, bigEndian) & 0xffff_ffffL;
        snapLength = snap == 0 ? LARGEST_FRAME : snap;
        linkType = ByteSupply.int32(header, 20, bigEndian) & LINK_TYPE;
        this.clock = clock;
        this.skipped = skipped;
    }

    /** Whether the first four bytes are those of a pcap file. */
    static boolean isStart(byte[] head) {
        return isMagic(ByteSupply.int32(head, 0, false))
                || isMagic(ByteSupply.int32(head, 0, true));
    }

    private static boolean isMagic(int bits) {
        return bits == MICROSECONDS || bits == NANOSECONDS;
    }

    /** Consumes the file header, of which {@value #HEADER} bytes are available. */
    static PcapFormat begin(ByteSupply bytes, FrameClock clock, SkippedRecords skipped)
            throws DamagedCapture {
        byte[] header = bytes.head(HEADER);
        boolean bigEndian = isMagic(ByteSupply.int32(header, 0, true));
        int major = ByteSupply.uint16(header, 4, bigEndian);
        if (major != 2) {
            throw new DamagedCapture(
                    "pcap version %d.%d is unknown, expected was 2.4"
                            .formatted(major, ByteSupply.uint16(header, 6, bigEndian)),
                    4);
        }
        PcapFormat format = new PcapFormat(header, bigEndian, clock, skipped);
        if (!LinkTypes.isDecoded(format.linkType)) {
            throw new DamagedCapture(LinkTypes.refusal(format.linkType), -1);
        }
        bytes.position(bytes.position() + HEADER);
        return format;
    }

    @Override
    public int take(ByteSupply bytes, FrameBatch batch) throws DamagedCapture {
        byte[] buffer = bytes.buffer();
        int at = bytes.position();
        int limit = bytes.limit();
        while (!batch.isFull()) {
            if (limit - at < RECORD_HEADER) {
                bytes.position(at);
                return RECORD_HEADER;
            }
            int captured = ByteSupply.int32(buffer, at + 8, bigEndian);
            int original = ByteSupply.int32(buffer, at + 12, bigEndian);
            if (!isPlausible(captured, original)) {
                bytes.position(at);
                stepOver(bytes, captured, original);
                at = bytes.position();
                continue;
            }
            int next = at + RECORD_HEADER + captured;
            if (next > limit) {
                bytes.position(at);
                return RECORD_HEADER + captured;
            }
            batch.add(
                    at + RECORD_HEADER,
                    captured,
                    original >= captured ? original : original < 0 ? Integer.MAX_VALUE : captured,
                    linkType,
                    -1,
                    clock.judge(time(buffer, at)));
            at = next;
        }
        bytes.position(at);
        return 0;
    }

    private boolean isPlausible(int captured, int original) {
        return captured > 0
                && captured <= LARGEST_FRAME
                && (captured <= snapLength || Integer.compareUnsigned(captured, original) <= 0);
    }

    private long time(byte[] buffer, int at) {
        long seconds = ByteSupply.int32(buffer, at, bigEndian) & 0xffff_ffffL;
        long fraction = ByteSupply.int32(buffer, at + 4, bigEndian) & 0xffff_ffffL;
        return fraction < unitsPerSecond
                ? seconds * 1_000_000_000 + fraction * nanosPerUnit
                : FrameClock.INVALID;
    }

    private void stepOver(ByteSupply bytes, int capturedBits, int original) throws DamagedCapture {
        long record = bytes.offset();
        long captured = capturedBits & 0xffff_ffffL;
        if (captured > LARGEST_FRAME && captured > snapLength) {
            throw new DamagedCapture(
                    ("a captured length of %d bytes is over the snap length of the file (%d) and over"
                                    + " 256 KiB, so the next record can't be found")
                            .formatted(captured, snapLength),
                    record);
        }
        if (captured > 0 && captured <= LARGEST_FRAME) {
            throw new DamagedCapture(
                    ("a captured length of %d bytes is over the snap length of the file (%d) and over"
                                    + " the original length (%d), so the next record can't be found")
                            .formatted(captured, snapLength, original & 0xffff_ffffL),
                    record);
        }
        skipped.count(captured == 0 ? SkipCause.ZERO_LENGTH : SkipCause.OVER_256_KIB);
        bytes.skip(RECORD_HEADER + captured, record);
    }

    @Override
    public boolean inRecord() {
        return false;
    }
}
