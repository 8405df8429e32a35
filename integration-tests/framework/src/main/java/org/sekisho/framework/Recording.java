// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureFiles;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameBatch;
import org.sekisho.capture.FrameQueue;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.LinkType;

/**
 * The frames of a capture file.
 *
 * @param frames all of them, in order
 * @param client who sends the first SYN
 */
record Recording(List<CapturedFrame> frames, IpAddress client) {
    /** Reads a whole file. */
    static Recording of(CaptureFiles files, Path file) throws CaptureException {
        List<CapturedFrame> frames = new ArrayList<>();
        try (CaptureSource source = files.file(file.toString())) {
            FrameQueue queue = source.open().get(0);
            FrameBatch batch = new FrameBatch();
            boolean more = true;
            while (more) {
                more = queue.poll(batch, 0);
                for (int i = 0; i < batch.size(); i++) {
                    int from = batch.offset(i);
                    frames.add(
                            new CapturedFrame(
                                    Arrays.copyOfRange(
                                            batch.array(), from, from + batch.capturedLength(i)),
                                    batch.originalLength(i),
                                    batch.linkType(i),
                                    batch.vlan(i),
                                    batch.time(i)));
                }
            }
            queue.close();
        }
        return new Recording(List.copyOf(frames), firstToDial(frames));
    }

    /** From the first to the last frame, in nanoseconds. */
    long duration() {
        return frames.get(frames.size() - 1).time() - frames.get(0).time();
    }

    private static IpAddress firstToDial(List<CapturedFrame> frames) {
        for (CapturedFrame frame : frames) {
            byte[] bytes = frame.bytes();
            boolean tcp =
                    frame.linkType() == LinkType.ETHERNET
                            && bytes.length >= 54
                            && Addresses.etherType(bytes) == Addresses.IPV4
                            && bytes[23] == 6;
            if (tcp && (bytes[14 + 4 * (bytes[14] & 15) + 13] & 0x12) == 0x02) {
                return IpAddress.v4(Addresses.read(bytes, 26));
            }
        }
        throw new IllegalArgumentException("nobody dials in this capture");
    }
}
