// SPDX-License-Identifier: Apache-2.0
package org.sekisho.dissector.tls;

import org.sekisho.dissect.Probe;
import org.sekisho.packet.Payload;

/** Whether bytes are the beginning of TLS. */
final class HelloProbe {
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;

    /** Record header, message type and length, version. */
    static final int ENOUGH = RecordHeader.SIZE + 4 + 2;

    /** An SSL 2.0 hello up to its challenge length. */
    static final int SSL2_ENOUGH = 11;

    private HelloProbe() {}

    /** Judges the first bytes of one direction of a stream. */
    static Probe atStart(Payload head) {
        int first = head.u8(0);
        if ((first & 0x80) != 0) {
            return head.length() < SSL2_ENOUGH ? Probe.MORE : answer(isSsl2Hello(head));
        }
        if (first != RecordHeader.HANDSHAKE || head.length() > 1 && head.u8(1) != 3) {
            return Probe.NO;
        }
        return head.length() < ENOUGH ? Probe.MORE : answer(isHello(head, 0));
    }

    /**
     * Judges bytes from the middle of a stream. What does not look like a record may be the inside
     * of one, so the other direction is worth waiting for.
     */
    static Probe inMiddle(Payload head) {
        boolean record = RecordHeader.isAt(head, 0) || RecordHeader.indexIn(head) >= 0;
        return record ? Probe.YES : Probe.MORE;
    }

    private static Probe answer(boolean yes) {
        return yes ? Probe.YES : Probe.NO;
    }

    /**
     * Whether a record that starts with a ClientHello or ServerHello is here; if the hello is split
     * within its first bytes, whether it can be one. At least {@value #ENOUGH} bytes must be there.
     */
    static boolean isHello(Payload bytes, int at) {
        if (!RecordHeader.isAt(bytes, at) || bytes.u8(at) != RecordHeader.HANDSHAKE) {
            return false;
        }
        int length = RecordHeader.length(bytes, at);
        int body = at + RecordHeader.SIZE;
        if (length == 0 || bytes.u8(body) != CLIENT_HELLO && bytes.u8(body) != SERVER_HELLO) {
            return false;
        }
        if (length < ENOUGH - RecordHeader.SIZE) {
            return length < 2 || bytes.u8(body + 1) == 0;
        }
        return bytes.u24(body + 1) <= HandshakeReader.MAX_MESSAGE
                && RecordHeader.isVersion(bytes.u16(body + 4));
    }

    /**
     * Whether an SSL 2.0 CLIENT-HELLO of a client that also speaks SSL 3.0 or later is here (RFC
     * 5246 §E.2): its lengths must add up. Needs {@value #SSL2_ENOUGH} bytes.
     */
    static boolean isSsl2Hello(Payload bytes) {
        if (bytes.length() < SSL2_ENOUGH || (bytes.u8(0) & 0x80) == 0) {
            return false;
        }
        int suites = bytes.u16(5);
        int session = bytes.u16(7);
        int challenge = bytes.u16(9);
        int version = bytes.u16(3);
        return bytes.u8(2) == CLIENT_HELLO
                && (version == 0x0002 || RecordHeader.isVersion(version))
                && suites > 0
                && suites % 3 == 0
                && (session == 0 || session == 16 || session == 32)
                && challenge >= 16
                && challenge <= 32
                && ssl2Length(bytes) == 9 + suites + session + challenge;
    }

    /** Bytes after the 2-byte header of an SSL 2.0 record. */
    static int ssl2Length(Payload bytes) {
        return bytes.u16(0) & 0x7fff;
    }
}
