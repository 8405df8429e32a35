// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.packet.Octets;

/** Bytes for people: in hexadecimal, sixteen a line, and beside it what of them is ASCII text. */
final class HexDump {
    private static final int A_LINE = 16;

    private HexDump() {}

    static List<String> lines(Octets octets) {
        byte[] bytes = octets.toBytes();
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += A_LINE) {
            StringBuilder hex = new StringBuilder();
            int to = Math.min(bytes.length, from + A_LINE);
            for (int i = from; i < from + A_LINE; i++) {
                hex.append(i < to ? String.format("%02x ", bytes[i] & 0xff) : "   ");
            }
            lines.add(hex.append(' ').append(text(bytes, from, to)).toString());
        }
        return lines;
    }

    /** ASCII characters as they are, a full stop for every other byte. */
    static String text(Octets octets) {
        return text(octets.toBytes(), 0, octets.length());
    }

    private static String text(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return text.toString();
    }
}
