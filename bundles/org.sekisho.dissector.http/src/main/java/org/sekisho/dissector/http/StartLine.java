// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.http;

import org.sekisho.dissect.Probe;
import org.sekisho.packet.Payload;

/**
 * Tells the first line of an HTTP/1 message from other protocols, also before all of it is there.
 */
final class StartLine {
    /** Every version that this bundle reads begins so (RFC 9112 §2.3). */
    private static final String VERSION = "HTTP/1.";

    /** Longest method; {@code SSTP_DUPLEX_POST} ([MS-SSTP] §3.2.4.1) has 16 characters. */
    private static final int LONGEST_METHOD = 20;

    /** A line of this length without an end is taken for a request with a long target. */
    private static final int LONG_LINE = 2048;

    private StartLine() {}

    /** Whether a request line stands here, its version included. */
    static Probe request(Payload bytes) {
        Probe method = method(bytes);
        if (method != Probe.YES) {
            return method;
        }
        int end = bytes.indexOf('\n', 0);
        if (end < 0) {
            return bytes.length() < LONG_LINE ? Probe.MORE : Probe.YES;
        }
        int version = end - (bytes.u8(end - 1) == '\r' ? 1 : 0) - VERSION.length() - 1;
        return version > 0 && stands(VERSION, bytes, version) == Probe.YES ? Probe.YES : Probe.NO;
    }

    /** Whether a method, a space and the beginning of a target stand here. */
    static Probe method(Payload bytes) {
        int length = Math.min(bytes.length(), LONGEST_METHOD + 1);
        for (int i = 0; i < length; i++) {
            int c = bytes.u8(i);
            if (c == ' ' && i >= 3) {
                return i + 1 == bytes.length() || target(bytes.u8(i + 1))
                        ? found(bytes, i)
                        : Probe.NO;
            }
            boolean letter = c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || c != '_' && c != '-')) {
                return Probe.NO;
            }
        }
        return length > LONGEST_METHOD ? Probe.NO : Probe.MORE;
    }

    private static Probe found(Payload bytes, int space) {
        return bytes.length() > space + 1 ? Probe.YES : Probe.MORE;
    }

    private static boolean target(int c) {
        // the four forms of RFC 9112 §3.2: a path, a URI, a host (also in brackets), an asterisk
        return c == '/' || c == '*' || c == '[' || Character.isLetterOrDigit(c) && c < 0x80;
    }

    /** Whether a status line stands here. */
    static Probe response(Payload bytes) {
        Probe version = stands(VERSION, bytes, 0);
        int at = VERSION.length();
        if (version != Probe.YES) {
            return version;
        }
        // minor version, a space, three digits
        for (int i = at; i < at + 5; i++) {
            if (i >= bytes.length()) {
                return Probe.MORE;
            }
            int c = bytes.u8(i);
            if (i == at + 1 ? c != ' ' : c < '0' || c > '9') {
                return Probe.NO;
            }
        }
        return Probe.YES;
    }

    private static Probe stands(String expected, Payload bytes, int at) {
        for (int i = 0; i < expected.length(); i++) {
            if (at + i >= bytes.length()) {
                return Probe.MORE;
            }
            if (bytes.u8(at + i) != expected.charAt(i)) {
                return Probe.NO;
            }
        }
        return Probe.YES;
    }
}
