// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes pcapng blocks of every kind, right and wrong ones. */
final class PcapngWriter {
    private final ByteBuffer bytes = ByteBuffer.allocate(16 << 20);

    PcapngWriter section(ByteOrder order) {
        bytes.order(order);
        return block(
                0x0a0d0d0a,
                body(20).putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1)
                        // a comment, as every writer leaves one
                        .putShort((short) 0)
                        .putShort((short) 0));
    }

    /** An interface whose time stamps have the default unit. */
    PcapngWriter describe(int linkType, int snapLength) {
        return block(1, body(8).putShort((short) linkType).putShort((short) 0).putInt(snapLength));
    }

    PcapngWriter describe(int linkType, int snapLength, int unit, long offset) {
        ByteBuffer body = body(8 + 8 + 12 + 4);
        body.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        body.putShort((short) 9).putShort((short) 1).put((byte) unit).put(new byte[3]);
        body.putShort((short) 14).putShort((short) 8).putLong(offset);
        return block(1, body.putInt(0));
    }

    PcapngWriter enhanced(int source, long stamp, Frame frame) {
        byte[] captured = frame.bytes();
        return enhanced(source, stamp, captured.length, frame.original(), captured);
    }

    PcapngWriter enhanced(int source, long stamp, int captured, int original, byte[] frame) {
        ByteBuffer body = body(20 + (frame.length + 3 & ~3) + 12);
        body.putInt(source).putInt((int) (stamp >>> 32)).putInt((int) stamp);
        body.putInt(captured).putInt(original).put(frame).put(padding(frame));
        // epb_flags, end of options
        body.putShort((short) 2).putShort((short) 4).putInt(1).putInt(0);
        return block(6, body);
    }

    PcapngWriter obsolete(int source, long stamp, Frame frame) {
        byte[] captured = frame.bytes();
        ByteBuffer body = body(20 + (captured.length + 3 & ~3));
        body.putShort((short) source).putShort((short) 7);
        body.putInt((int) (stamp >>> 32)).putInt((int) stamp);
        body.putInt(captured.length).putInt(frame.original()).put(captured);
        return block(2, body.put(padding(captured)));
    }

    PcapngWriter simple(int original, byte[] captured) {
        ByteBuffer body = body(4 + (captured.length + 3 & ~3));
        return block(3, body.putInt(original).put(captured).put(padding(captured)));
    }

    PcapngWriter unknown(int type, int size) {
        ByteBuffer body = body(size);
        body.position(size);
        return block(type, body);
    }

    PcapngWriter raw(int... words) {
        for (int word : words) {
            bytes.putInt(word);
        }
        return this;
    }

    int size() {
        return bytes.position();
    }

    byte[] file() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private PcapngWriter block(int type, ByteBuffer body) {
        int length = 12 + body.position();
        bytes.putInt(type).putInt(length).put(body.flip()).putInt(length);
        return this;
    }

    private ByteBuffer body(int size) {
        return ByteBuffer.allocate(size).order(bytes.order());
    }

    private static byte[] padding(byte[] frame) {
        return new byte[-frame.length & 3];
    }
}
