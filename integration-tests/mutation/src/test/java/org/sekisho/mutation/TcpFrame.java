// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.util.Arrays;

/** A whole TCP segment over IPv4 in an Ethernet frame, and how another is made of its headers. */
final class TcpFrame {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;
    static final int URG = 32;
    private static final int IP = 14;

    final Frame frame;
    final Way way;
    final int sequence;
    final int acknowledged;
    final int flags;
    final byte[] payload;
    private final int tcp;
    private final int content;

    private TcpFrame(Frame frame, int tcp, int end) {
        this.frame = frame;
        this.tcp = tcp;
        content = tcp + (frame.u8(tcp + 12) >>> 4) * 4;
        way = new Way(frame.i32(IP + 12), frame.u16(tcp), frame.i32(IP + 16), frame.u16(tcp + 2));
        sequence = frame.i32(tcp + 4);
        acknowledged = frame.i32(tcp + 8);
        flags = frame.u8(tcp + 13);
        payload = Arrays.copyOfRange(frame.bytes(), content, end);
    }

    /** The segment in a frame, or null if it holds something else. */
    static TcpFrame of(Frame frame) {
        if (!Ipv4.isWhole(frame) || frame.u8(IP + 9) != 6) {
            return null;
        }
        int tcp = IP + Ipv4.headerLength(frame);
        int end = IP + frame.u16(IP + 2);
        if (end < tcp + 20 || end < tcp + (frame.u8(tcp + 12) >>> 4) * 4) {
            return null;
        }
        return new TcpFrame(frame, tcp, end);
    }

    boolean has(int flag) {
        return (flags & flag) == flag;
    }

    boolean isData() {
        return payload.length > 0;
    }

    /** Where the next segment begins. */
    int next() {
        return sequence + payload.length + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
    }

    /** A segment with the same headers apart from these. */
    Frame with(int newSequence, int newFlags, byte[] newPayload) {
        return with(newSequence, newFlags, 0, newPayload);
    }

    Frame with(int newSequence, int newFlags, int urgent, byte[] newPayload) {
        byte[] bytes = Arrays.copyOf(frame.bytes(), content + newPayload.length);
        System.arraycopy(newPayload, 0, bytes, content, newPayload.length);
        Checksum.put16(bytes, IP + 2, bytes.length - IP);
        Checksum.put32(bytes, tcp + 4, newSequence);
        bytes[tcp + 13] = (byte) newFlags;
        Checksum.put16(bytes, tcp + 18, urgent);
        Checksum.ipv4(bytes, IP);
        Checksum.transport(bytes, IP);
        return frame.with(bytes);
    }

    /** A segment elsewhere in the streams of its connection. */
    Frame moved(int newSequence, int newAcknowledged, byte[] newPayload) {
        byte[] bytes = with(newSequence, flags, newPayload).bytes().clone();
        if (has(ACK)) {
            Checksum.put32(bytes, tcp + 8, newAcknowledged);
            Checksum.transport(bytes, IP);
        }
        return frame.with(bytes);
    }

    /** The part of the segment from one byte of its payload to another. */
    Frame part(int from, int to) {
        int kept = flags;
        if (to < payload.length) {
            kept &= ~(FIN | PSH);
        }
        return with(sequence + from, kept, Arrays.copyOfRange(payload, from, to));
    }
}
