// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes one capture out of several that were recorded one after the other, as if they had been recorded at
 * the same time: how {@code demo/office-with-softether.pcap} was made. Run it with
 *
 * <pre>java MergeCaptures.java OUTPUT FIRST SECOND...</pre>
 *
 * <p>Frames stay as they are; every file after the first is shifted in time so that it begins together with
 * the first. Takes classic little-endian microsecond pcap with one link type, which is what the recordings
 * are in, and refuses everything else.
 */
final class MergeCaptures {
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private record Frame(long micros, byte[] record) {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("usage: java MergeCaptures.java OUTPUT FIRST SECOND...");
            System.exit(2);
        }
        byte[] header = null;
        List<Frame> merged = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            ByteBuffer file =
                    ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[i])))
                            .order(ByteOrder.LITTLE_ENDIAN);
            byte[] its = new byte[FILE_HEADER];
            file.get(its);
            if (file.getInt(0) != MAGIC_MICROSECONDS) {
                throw new IOException(arguments[i] + " is not little-endian microsecond pcap");
            }
            if (header != null && file.getInt(20) != linkType(header)) {
                throw new IOException(arguments[i] + " has another link type than the first file");
            }
            List<Frame> frames = frames(file);
            long start = merged.isEmpty() ? 0 : merged.get(0).micros() - frames.get(0).micros();
            header = header == null ? its : header;
            frames.forEach(frame -> merged.add(shifted(frame, start)));
        }
        merged.sort(Comparator.comparingLong(Frame::micros));
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]))) {
            out.write(header);
            for (Frame frame : merged) {
                out.write(frame.record());
            }
        }
        System.err.println(merged.size() + " frames in " + arguments[0]);
    }

    private static int linkType(byte[] header) {
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(20);
    }

    private static List<Frame> frames(ByteBuffer file) {
        List<Frame> frames = new ArrayList<>();
        while (file.remaining() >= RECORD_HEADER) {
            int at = file.position();
            long micros = file.getInt(at) * 1_000_000L + file.getInt(at + 4);
            byte[] record = new byte[RECORD_HEADER + file.getInt(at + 8)];
            file.get(record);
            frames.add(new Frame(micros, record));
        }
        return frames;
    }

    private static Frame shifted(Frame frame, long by) {
        long micros = frame.micros() + by;
        ByteBuffer record = ByteBuffer.wrap(frame.record()).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(0, (int) (micros / 1_000_000)).putInt(4, (int) (micros % 1_000_000));
        return new Frame(micros, record.array());
    }
}
