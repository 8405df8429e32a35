// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.ssh;

import org.sekisho.dissect.Probe;
import org.sekisho.packet.Payload;

/**
 * Reads identification strings and the lines that a server may send before its own (RFC 4253 §4.2).
 */
final class IdentificationParser {
    /** Longest identification string with its line end. */
    static final int LONGEST = 255;

    private static final String PREFIX = "SSH-";

    private IdentificationParser() {}

    /** Whether an identification string begins here: {@code SSH-}, a digit, a point. */
    static Probe begins(Payload bytes, int at) {
        for (int i = 0; i < PREFIX.length() + 2; i++) {
            if (at + i >= bytes.length()) {
                return Probe.MORE;
            }
            int c = bytes.u8(at + i);
            boolean fits;
            if (i < PREFIX.length()) {
                fits = c == PREFIX.charAt(i);
            } else {
                fits = i == PREFIX.length() ? c >= '0' && c <= '9' : c == '.';
            }
            if (!fits) {
                return Probe.NO;
            }
        }
        return Probe.YES;
    }

    /** Whether an identification string stands after lines of text, or still may. */
    static Probe follows(Payload bytes) {
        int line = 0;
        while (line < bytes.length()) {
            if (begins(bytes, line) == Probe.YES) {
                return Probe.YES;
            }
            int end = bytes.indexOf('\n', line);
            if (!isText(bytes, line, end < 0 ? bytes.length() : end)) {
                return Probe.NO;
            }
            if (end < 0) {
                return Probe.MORE;
            }
            line = end + 1;
        }
        return Probe.MORE;
    }

    /** Whether there are no control characters but tabulators and a carriage return at the end. */
    static boolean isText(Payload bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int c = bytes.u8(i);
            if (c < 0x20 && c != '\t' && !(c == '\r' && i == to - 1) || c >= 0x7f && c < 0xa0) {
                return false;
            }
        }
        return true;
    }

    /** The line that ends with the line feed at {@code newline}, without its end. */
    static String text(Payload bytes, int newline) {
        int end = newline > 0 && bytes.u8(newline - 1) == '\r' ? newline - 1 : newline;
        return bytes.text(0, end);
    }

    /** Whether a version of the protocol has a KEXINIT message (RFC 4253 §5.1). */
    static boolean isVersion2(String text) {
        return text.startsWith("SSH-2.") || text.startsWith("SSH-1.99");
    }
}
