// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import org.sekisho.packet.Octets;
import org.sekisho.packet.Payload;

/** Lines between the chunks of a body (RFC 9112 §7.1), and the first bytes of any body. */
final class ChunkedBody {
    /** Longest line between chunks, or of a trailer section, in bytes. */
    static final int LONGEST_LINE = 1024;

    private ChunkedBody() {}

    /** Index after the line that begins at {@code from}; -1 if it does not end or is too long. */
    static int line(Payload bytes, int from) {
        int newline = bytes.indexOf('\n', from);
        return newline < 0 || newline - from >= LONGEST_LINE ? -1 : newline + 1;
    }

    /** Size at the beginning of a line that is there, in bytes; -1 if there is none. */
    static long size(Payload bytes, int from) {
        long size = 0;
        for (int i = from; i - from < 15; i++) {
            int c = bytes.u8(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                boolean ends = c == '\r' || c == '\n' || c == ';' || c == ' ' || c == '\t';
                return ends && i > from ? size : -1;
            }
            size = size << 4 | digit;
        }
        return -1;
    }

    /**
     * The first bytes of the body that begins at {@code from}, as far as they are there.
     *
     * @param length of the body, or one of the constants of {@link HttpHead}
     */
    static Octets excerpt(Payload bytes, int from, long length, int most) {
        int start = from;
        long there = length;
        if (length == HttpHead.CHUNKED) {
            start = line(bytes, from);
            there = start < 0 ? 0 : size(bytes, from);
        } else if (length == HttpHead.NOT_TOLD || length == HttpHead.UNCLEAR) {
            there = Long.MAX_VALUE;
        }
        if (there <= 0) {
            return Octets.NONE;
        }
        return bytes.octets(start, (int) Math.min(Math.min(there, most), bytes.length() - start));
    }
}
