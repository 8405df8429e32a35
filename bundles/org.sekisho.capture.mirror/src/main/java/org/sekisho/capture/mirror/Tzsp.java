// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.mirror;

/**
 * TaZmen Sniffer Protocol: version, type, two bytes for what the frame is, tags up to the end tag,
 * the frame. There is no standard; numbers are those that Wireshark's dissector and MikroTik's
 * documentation of the packet sniffer name.
 */
final class Tzsp {
    private static final int HEADER_BYTES = 4;
    private static final int VERSION = 1;

    private static final int RECEIVED_FRAME = 0;
    private static final int FRAME_TO_SEND = 1;
    private static final int LAST_TYPE = 5;

    private static final int ETHERNET = 1;

    private static final int PADDING = 0;
    private static final int END = 1;
    private static final int ORIGINAL_LENGTH = 41;

    private Tzsp() {}

    static Finding find(byte[] array, int start, int end, MirroredFrame frame) {
        if (end - start < HEADER_BYTES || array[start] != VERSION) {
            return Finding.MALFORMED;
        }
        int type = array[start + 1] & 0xff;
        if (type != RECEIVED_FRAME && type != FRAME_TO_SEND) {
            return type <= LAST_TYPE ? Finding.NO_FRAME : Finding.MALFORMED;
        }
        if (Encapsulation.u16(array, start + 2) != ETHERNET) {
            return Finding.NOT_DECODED;
        }
        int original = 0;
        int at = start + HEADER_BYTES;
        while (at < end) {
            int tag = array[at++] & 0xff;
            if (tag == END) {
                Finding found = Encapsulation.ethernet(at, end, frame);
                if (found == Finding.FRAME) {
                    frame.originalLength = Math.max(original, end - at);
                }
                return found;
            }
            if (tag != PADDING) {
                int length = at < end ? array[at] & 0xff : 0;
                if (tag == ORIGINAL_LENGTH && length == 2 && end - at > 2) {
                    original = Encapsulation.u16(array, at + 1);
                }
                at += 1 + length;
            }
        }
        return Finding.MALFORMED;
    }
}
