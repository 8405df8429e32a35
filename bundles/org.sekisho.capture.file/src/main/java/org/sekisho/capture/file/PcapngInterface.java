// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

/**
 * What an interface description block says (draft-ietf-opsawg-pcapng §4.2).
 *
 * @param linkType LINKTYPE value
 * @param decoded whether frames of the link type are let in
 * @param snapLength most bytes of a frame that were stored, 0 for all
 * @param resolution how to read time stamps
 */
record PcapngInterface(int linkType, boolean decoded, long snapLength, TimeResolution resolution) {
    // §4.2, option codes
    private static final int END = 0;
    private static final int TIME_UNIT = 9;
    private static final int TIME_OFFSET = 14;

    private static final int BODY = 8;
    private static final int OPTIONS = BODY + 8;

    /**
     * Reads a block that lies in the array as a whole. Options that run over its end are not read.
     *
     * @param length of the block, checked
     */
    static PcapngInterface read(byte[] array, int block, int length, boolean bigEndian) {
        int linkType = ByteSupply.uint16(array, block + BODY, bigEndian);
        long snap = ByteSupply.int32(array, block + BODY + 4, bigEndian) & 0xffff_ffffL;
        TimeResolution resolution = TimeResolution.MICROSECONDS;
        int end = block + length - 4;
        int at = block + OPTIONS;
        while (end - at >= 4) {
            int code = ByteSupply.uint16(array, at, bigEndian);
            int size = ByteSupply.uint16(array, at + 2, bigEndian);
            at += 4;
            if (code == END || size > end - at) {
                break;
            }
            if (code == TIME_UNIT && size == 1) {
                resolution = resolution.withUnit(array[at] & 0xff);
            } else if (code == TIME_OFFSET && size == 8) {
                resolution = resolution.withOffset(int64(array, at, bigEndian));
            }
            at += size + 3 & ~3;
        }
        return new PcapngInterface(linkType, LinkTypes.isDecoded(linkType), snap, resolution);
    }

    private static long int64(byte[] array, int at, boolean bigEndian) {
        long first = ByteSupply.int32(array, at, bigEndian);
        long second = ByteSupply.int32(array, at + 4, bigEndian);
        return bigEndian
                ? first << 32 | second & 0xffff_ffffL
                : second << 32 | first & 0xffff_ffffL;
    }
}
