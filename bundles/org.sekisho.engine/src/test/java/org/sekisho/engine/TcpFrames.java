// SPDX-License-Identifier: Apache-2.0
package org.sekisho.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.testkit.CapturedFrame;

/**
 * Writes the frames of one TCP connection over IPv4, with sequence and acknowledgement numbers
 * kept.
 */
final class TcpFrames {
    private static final int CLIENT_PORT = 50000;
    private static final int SERVER_PORT = 443;

    private final List<CapturedFrame> frames = new ArrayList<>();
    private long time = 1_700_000_000_000_000_000L;
    private int clientNext = 1_000_000;
    private int serverNext = -5;

    /** SYN, SYN/ACK, ACK. */
    TcpFrames handshake() {
        frame(true, clientNext++, 0, 2, new byte[0]);
        frame(false, serverNext++, clientNext, 0x12, new byte[0]);
        return frame(true, clientNext, serverNext, 0x10, new byte[0]);
    }

    TcpFrames toServer(String text) {
        return segment(true, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    TcpFrames toClient(String text) {
        return segment(false, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The client's bytes from so many before its present place on, the same or others. */
    TcpFrames againToServer(int back, String text) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        return frame(true, clientNext - back, serverNext, 0x18, payload);
    }

    /** The client sends bytes that the capture does not show. */
    TcpFrames lostToServer(int bytes) {
        clientNext += bytes;
        return this;
    }

    /** The server acknowledges everything. */
    TcpFrames serverAcknowledges() {
        time += 20_000_000;
        return frame(false, serverNext, clientNext, 0x10, new byte[0]);
    }

    /** Nothing for some seconds. */
    TcpFrames pause(int seconds) {
        time += seconds * 1_000_000_000L;
        return this;
    }

    /** Both ends close. */
    TcpFrames close() {
        frame(true, clientNext++, serverNext, 0x11, new byte[0]);
        frame(false, serverNext++, clientNext, 0x11, new byte[0]);
        return frame(true, clientNext, serverNext, 0x10, new byte[0]);
    }

    /** Somebody sends these flags in the name of both ends, with numbers of his own. */
    TcpFrames forged(int flags) {
        frame(true, 77, 88, flags, new byte[0]);
        return frame(false, 88, 77, flags, new byte[0]);
    }

    List<CapturedFrame> frames() {
        return List.copyOf(frames);
    }

    private TcpFrames segment(boolean fromClient, byte[] payload) {
        int sequence = fromClient ? clientNext : serverNext;
        int acknowledged = fromClient ? serverNext : clientNext;
        if (fromClient) {
            clientNext += payload.length;
        } else {
            serverNext += payload.length;
        }
        return frame(fromClient, sequence, acknowledged, 0x18, payload);
    }

    private TcpFrames frame(
            boolean fromClient, int sequence, int acknowledged, int flags, byte[] payload) {
        time += 1_000_000;
        byte[] frame = new byte[54 + payload.length];
        frame[5] = (byte) (fromClient ? 2 : 1);
        frame[11] = (byte) (fromClient ? 1 : 2);
        frame[12] = 8;
        frame[14] = 0x45;
        put16(frame, 16, 40 + payload.length);
        frame[22] = 64;
        frame[23] = 6;
        put32(frame, fromClient ? 26 : 30, 0xc0a80a02);
        put32(frame, fromClient ? 30 : 26, 0xcb007107);
        put16(frame, fromClient ? 34 : 36, CLIENT_PORT);
        put16(frame, fromClient ? 36 : 34, SERVER_PORT);
        put32(frame, 38, sequence);
        put32(frame, 42, acknowledged);
        frame[46] = 0x50;
        frame[47] = (byte) flags;
        System.arraycopy(payload, 0, frame, 54, payload.length);
        frames.add(new CapturedFrame(frames.size() + 1L, time, frame, frame.length));
        return this;
    }

    private static void put16(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >>> 8);
        frame[at + 1] = (byte) value;
    }

    private static void put32(byte[] frame, int at, int value) {
        put16(frame, at, value >>> 16);
        put16(frame, at + 2, value);
    }
}
