// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sekisho.testkit.PcapFile;
import org.sekisho.testkit.TestCaptures;

/**
 * A capture as it was recorded, and what the product says about it.
 *
 * @param name file name without its ending
 * @param frames its frames
 * @param verdicts what is at least {@code likely} in it
 */
record Original(String name, List<Frame> frames, Set<Verdict> verdicts) {
    /** The capture in this file. */
    static Original read(Path file) {
        try {
            List<Frame> frames =
                    PcapFile.read(file).stream()
                            .map(f -> new Frame(f.time(), f.bytes(), f.originalLength()))
                            .toList();
            String name = file.getFileName().toString();
            return new Original(
                    name.substring(0, name.lastIndexOf('.')),
                    frames,
                    Verdict.of(Pipeline.judge(frames).detections()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Captures that the manifest calls positive and in which something is found. */
    static List<Original> positives() {
        return labelled("positive").stream()
                .map(Original::read)
                .filter(original -> !original.verdicts.isEmpty())
                .toList();
    }

    /** Captures without SoftEther. */
    static List<Original> negatives() {
        return labelled("negative").stream().map(Original::read).toList();
    }

    private static List<Path> labelled(String label) {
        try {
            Path folder = folder();
            List<Path> files = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("manifest.csv"))) {
                String[] fields = line.split(",", 3);
                if (fields.length == 3 && fields[1].equals(label)) {
                    files.add(folder.resolve(fields[0]));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String given = System.getProperty("sekisho.captures", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        return TestCaptures.all().stream()
                .map(Path::getParent)
                .filter(parent -> parent.endsWith(Path.of("testdata", "captures")))
                .findFirst()
                .orElseThrow();
    }

    /** IPv4 addresses that frames come from or go to. */
    Set<Integer> addresses() {
        Set<Integer> addresses = new HashSet<>();
        for (Frame frame : frames) {
            if (Ipv4.is(frame)) {
                addresses.add(frame.i32(Ipv4.AT + 12));
                addresses.add(frame.i32(Ipv4.AT + 16));
            }
        }
        return addresses;
    }
}
