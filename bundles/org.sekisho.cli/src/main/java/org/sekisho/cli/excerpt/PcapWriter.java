// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli.excerpt;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes classic captures with times in nanoseconds (draft-ietf-opsawg-pcap §4 and §5). */
final class PcapWriter {
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final short MAJOR = 2;
    private static final short MINOR = 4;
    private static final int SNAP_LENGTH = 262_144;
    private static final long SECOND = 1_000_000_000L;

    private PcapWriter() {}

    /** Writes these frames, which all have the link type of the first. */
    static void write(Path file, List<Frame> frames) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(
                    buffer(24)
                            .putInt(MAGIC_NANOSECONDS)
                            .putShort(MAJOR)
                            .putShort(MINOR)
                            .putLong(0)
                            .putInt(SNAP_LENGTH)
                            .putInt(frames.isEmpty() ? 1 : frames.get(0).linkType())
                            .array());
            for (Frame frame : frames) {
                out.write(
                        buffer(16)
                                .putInt((int) Math.floorDiv(frame.time(), SECOND))
                                .putInt((int) Math.floorMod(frame.time(), SECOND))
                                .putInt(frame.bytes().length)
                                .putInt(frame.originalLength())
                                .array());
                out.write(frame.bytes());
            }
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
