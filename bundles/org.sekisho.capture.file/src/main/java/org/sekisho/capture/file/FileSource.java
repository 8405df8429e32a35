// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.file;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.capture.CaptureException;
import org.sekisho.capture.CaptureSource;
import org.sekisho.capture.FrameQueue;

/** One or several inputs as one capture with one queue. */
final class FileSource implements CaptureSource {
    /** What all buffers of a merge may take together, and the least that one gets. */
    private static final int BUFFERS = 16 << 20;

    private static final int SMALLEST_BUFFER = 64 << 10;

    private final String name;
    private final List<String> paths;
    private final InputStream standardInput;
    private final UnpackBounds bounds;
    private final List<FileQueue> opened = new ArrayList<>();
    private boolean used;

    FileSource(List<String> paths, InputStream standardInput, UnpackBounds bounds) {
        this.paths = List.copyOf(paths);
        this.standardInput = standardInput;
        this.bounds = bounds;
        name = String.join(", ", this.paths);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<FrameQueue> open() throws CaptureException {
        if (used) {
            throw new IllegalStateException("a source is opened once: " + name);
        }
        used = true;
        if (paths.stream().filter(CaptureInput.STANDARD_INPUT::equals).count() > 1) {
            throw new CaptureException("standard input (-) was given more than once", null);
        }
        int perInput = BUFFERS / Math.max(1, paths.size());
        int bufferSize = Math.max(SMALLEST_BUFFER, Math.min(ByteSupply.SIZE, perInput));
        try {
            for (String path : paths) {
                CaptureInput input = CaptureInput.open(path, standardInput, bounds);
                opened.add(new FileQueue(input, bufferSize));
            }
        } catch (CaptureException e) {
            close();
            throw e;
        }
        return List.of(opened.size() == 1 ? opened.get(0) : new MergedQueue(opened));
    }

    @Override
    public void close() {
        opened.forEach(FileQueue::close);
    }
}
