// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Writes pcap files of every variant, right and wrong ones. */
final class PcapWriter {
    static final int HEADER = 24;
    static final int RECORD_HEADER = 16;

    private final ByteBuffer bytes;
    private final boolean nanos;

    PcapWriter(ByteOrder order, boolean nanos, int snapLength, int network) {
        bytes = ByteBuffer.allocate(8 << 20).order(order);
        this.nanos = nanos;
        bytes.putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        bytes.putInt(0).putInt(0).putInt(snapLength).putInt(network);
    }

    static byte[] file(ByteOrder order, boolean nanos, List<Frame> frames) {
        return new PcapWriter(order, nanos, 262144, frames.get(0).linkType()).all(frames).file();
    }

    static byte[] file(List<Frame> frames) {
        return file(ByteOrder.LITTLE_ENDIAN, false, frames);
    }

    PcapWriter all(List<Frame> frames) {
        frames.forEach(this::frame);
        return this;
    }

    PcapWriter frame(Frame frame) {
        byte[] captured = frame.bytes();
        return record(frame.time(), captured.length, frame.original(), captured);
    }

    PcapWriter record(long time, int captured, int original, byte[] body) {
        int fraction = (int) (time % 1_000_000_000L / (nanos ? 1 : 1000));
        return record((int) (time / 1_000_000_000L), fraction, captured, original, body);
    }

    PcapWriter record(int seconds, int fraction, int captured, int original, byte[] body) {
        bytes.putInt(seconds).putInt(fraction).putInt(captured).putInt(original).put(body);
        return this;
    }

    int size() {
        return bytes.position();
    }

    byte[] file() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
