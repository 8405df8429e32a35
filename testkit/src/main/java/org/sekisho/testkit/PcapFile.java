// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes classic pcap files with Ethernet frames: both byte orders, microseconds or
 * nanoseconds.
 */
public final class PcapFile {
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int ETHERNET = 1;

    private PcapFile() {}

    /** All frames of the file; a frame that is cut off at the end of the file is left out. */
    public static List<CapturedFrame> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int magic = in.getInt(0);
        if (magic != MICROSECONDS && magic != NANOSECONDS) {
            in.order(ByteOrder.BIG_ENDIAN);
            magic = in.getInt(0);
        }
        if (magic != MICROSECONDS && magic != NANOSECONDS || in.getInt(20) != ETHERNET) {
            throw new IOException(file + ": not a classic pcap file with Ethernet frames");
        }
        long unit = magic == MICROSECONDS ? 1000 : 1;
        List<CapturedFrame> frames = new ArrayList<>();
        in.position(24);
        while (in.remaining() >= 16) {
            long time = (in.getInt() & 0xffff_ffffL) * 1_000_000_000L + in.getInt() * unit;
            byte[] bytes = new byte[Math.min(in.getInt(), in.remaining())];
            int original = in.getInt();
            if (in.remaining() < bytes.length) {
                break;
            }
            in.get(bytes);
            frames.add(new CapturedFrame(frames.size() + 1, time, bytes, original));
        }
        return frames;
    }

    /** Writes the frames, with their times to the microsecond. */
    public static Path write(Path file, List<CapturedFrame> frames) throws IOException {
        int bytes = 24;
        for (CapturedFrame frame : frames) {
            bytes += 16 + frame.bytes().length;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MICROSECONDS).putShort((short) 2).putShort((short) 4).putLong(0);
        out.putInt(1 << 18).putInt(ETHERNET);
        for (CapturedFrame frame : frames) {
            out.putInt((int) (frame.time() / 1_000_000_000L));
            out.putInt((int) (frame.time() % 1_000_000_000L / 1000));
            out.putInt(frame.bytes().length).putInt(frame.originalLength()).put(frame.bytes());
        }
        return Files.write(file, out.array());
    }
}
