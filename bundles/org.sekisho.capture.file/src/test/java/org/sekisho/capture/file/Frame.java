// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A frame as a test compares it. */
record Frame(long time, int original, int linkType, String hex) {
    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    Frame at(long otherTime) {
        return new Frame(otherTime, original, linkType, hex);
    }

    /** Captures that are part of the repository, smallest first. */
    static List<Path> captures() throws IOException {
        Path root = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        while (!Files.isDirectory(root.resolve("testdata"))) {
            root = root.getParent();
        }
        try (Stream<Path> files = Files.list(root.resolve("testdata/captures"))) {
            return files.filter(file -> file.toString().endsWith(".pcap"))
                    .sorted((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .toList();
        }
    }

    /** A few frames of the smallest capture, so that every byte of them can be tried. */
    static List<Frame> few() throws IOException {
        return read(captures().get(0)).subList(0, 6);
    }

    /** Reads a little-endian pcap file with microseconds, in the simplest way there is. */
    static List<Frame> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != 0xa1b2c3d4) {
            throw new IOException(file + " is not the kind of file these tests start from");
        }
        int linkType = bytes.getInt(20);
        List<Frame> frames = new ArrayList<>();
        bytes.position(24);
        while (bytes.hasRemaining()) {
            long time = bytes.getInt() * 1_000_000_000L + bytes.getInt() * 1000L;
            byte[] captured = new byte[bytes.getInt()];
            int original = bytes.getInt();
            bytes.get(captured);
            frames.add(new Frame(time, original, linkType, HexFormat.of().formatHex(captured)));
        }
        return frames;
    }
}
